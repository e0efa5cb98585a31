// An installation with something of everything in it, and what it says of itself.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export const PASSWORD = 'correct-horse-battery-staple';
const PACKS = [
  ['base', '1.0.0', []],
  ['base', '2.0.0', []],
  ['app', '1.0.0', ['base']],
  ['unused', '1.0.0', []],
  ['held', '1.0.0', []],
  ['new', '1.0.0', ['app']],
];
/** What is asked before and after; only what the former version does not answer is left out. */
const PATHS = [
  '/packs?page_size=100',
  '/packs/app',
  '/packs/base/versions',
  '/packs/base/versions/1.0.0',
  '/packs/base/versions/2.0.0',
  '/packs/app/versions/1.0.0',
  '/packs/hello-node/versions',
  '/packs/unused/versions',
  '/packs/app/actions',
  '/bundles',
  '/generations?page_size=100',
  '/generations/3',
  // Not what is under way when it is stopped.
  '/executions?status=completed',
  '/executions?status=failed',
  ...[1, 2, 3, 4, 5, 6].flatMap((id) => [`/executions/${id}`, `/executions/${id}/logs`]),
  '/tokens?page_size=100',
  '/users',
  '/users/ada/permissions',
  '/groups',
  '/roles',
  '/pack-indices',
  '/audit?page_size=100',
];

/** Writes what is installed below `folder`. */
export function writePacks(folder) {
  for (const [ref, version, requires] of PACKS) {
    const pack = packFolder(folder, ref, version);
    mkdirSync(join(pack, 'actions'), { recursive: true });
    const manifest = { ref, label: ref, version, dependencies: requires };
    writeFileSync(join(pack, 'pack.yaml'), JSON.stringify(manifest));
    const action = { ref: `${ref}.run`, runner_type: 'shell', entry_point: 'run.sh' };
    writeFileSync(join(pack, 'actions/run.yaml'), JSON.stringify(action));
    writeFileSync(join(pack, 'actions/run.sh'), '#!/bin/sh\necho ran\n', { mode: 0o755 });
  }
}

/**
 * Installs, fails to, switches, rolls back, and makes tokens, accounts and a registry. `examples` are packs besides ours, and
 * `registry` the URL of an index that only answers with the header `authorization`.
 */
export async function fill(api, { folder, examples, bundle, registry }) {
  const call = (path, body, method) => api.call(`/api/v1${path}`, body, method);
  const install = async (...packs) => {
    const execution = await api.execute('core.install_packs', { packs });
    const { id, status } = execution;
    if (status !== 'completed')
      throw new Error(`${packs.join(', ')}: execution ${id} is ${status}: ${JSON.stringify(execution)}`);
  };
  for (const version of ['1.0.0', '2.0.0']) await install(packFolder(folder, 'base', version));
  await install(packFolder(folder, 'app', '1.0.0'), packFolder(folder, 'unused', '1.0.0'));
  for (const example of examples) await install(example);
  await api.execute('core.install_packs', { packs: [packFolder(folder, 'absent', '1.0.0')] });
  await call('/packs/unused/disable', {});
  await call('/packs/base/enable', { version: '1.0.0' });
  await call('/generations/rollback', {});
  await call('/bundles', { config: readFileSync(bundle, 'utf8'), enable: true });
  const tokens = {};
  for (const name of ['kept', 'revoked']) tokens[name] = await call('/tokens', { name, scope: 'install' });
  await call(`/tokens/${tokens.revoked.id}/revoke`, {});
  await call('/users/ada', { email: 'ada@example.org', full_name: 'Ada', password: PASSWORD }, 'PUT');
  await call('/groups/operators', {}, 'PUT');
  await call('/groups/operators/members/ada', {}, 'PUT');
  await call('/roles/timekeeper', {}, 'PUT');
  await call('/roles/timekeeper/permissions/date/set', {}, 'PUT');
  await call('/groups/operators/roles/timekeeper', {}, 'PUT');
  await call('/pack-indices', registry);
  return { kept: tokens.kept.token, revoked: tokens.revoked.token };
}

export function packFolder(folder, ref, version) {
  return join(folder, `${ref}-${version}`);
}

/** The answers of all paths; `those` are the paths to ask when not all. */
export async function answersOf(api, those = PATHS) {
  const answers = {};
  for (const path of those) {
    const response = await fetch(`${api.url}/api/v1${path}`, { headers: api.headers() });
    if (response.ok) answers[path] = JSON.parse(await response.text(), withoutLastUse);
  }
  return answers;
}

/** Whoever asks uses a token. */
function withoutLastUse(key, value) {
  return key === 'last_used_at' ? undefined : value;
}

/** Where `after` is not as `before`; what it has besides is no difference. */
export function differences(before, after, place = '') {
  if (typeof before !== 'object' || before === null || typeof after !== 'object' || after === null)
    return Object.is(before, after) ? [] : [`${place}: ${JSON.stringify(before)} became ${JSON.stringify(after)}`];
  const found = Object.keys(before).flatMap((key) => differences(before[key], after[key], `${place}/${key}`));
  if (Array.isArray(before) && before.length !== after.length)
    found.push(`${place}: ${before.length} elements became ${after.length}`);
  return found;
}
