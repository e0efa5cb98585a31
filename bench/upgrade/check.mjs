import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { PASSWORD } from './installation.mjs';

/** What has to go on working after an upgrade. Says each, and answers how many do not. */
export async function check(api, { tokens, home, held, letGo, newPack }) {
  const call = (path, body, method) => api.call(`/api/v1${path}`, body, method);
  const asks = async (token) =>
    (await fetch(`${api.url}/api/v1/packs`, { headers: { authorization: `Bearer ${token}` } })).status;
  const enabled = async (ref) => (await call(`/packs/${ref}`)).version;
  const run = (program, ...args) => execFileSync(program, args, { encoding: 'utf8' }).trim();
  const packs = join(home, 'packs');
  const checks = {
    'a token opens': async () => equal(await asks(tokens.kept), 200),
    'a revoked one does not': async () => equal(await asks(tokens.revoked), 401),
    'a user signs in': async () => {
      const body = JSON.stringify({ username: 'ada', password: PASSWORD });
      const headers = { 'content-type': 'application/json' };
      equal((await fetch(`${api.url}/v2/authenticate`, { method: 'POST', headers, body })).status, 200);
    },
    'the registry is asked with its secret': async () => {
      const answer = await fetch(`${api.url}/api/v1/pack-indices/packs`, { headers: api.headers() });
      equal(answer.status, 200);
    },
    'environments work': () => {
      const python = join(packs, 'hello-python');
      const greeting = run(join(python, 'virtualenv/bin/python'), join(python, 'actions/good_morning.py'), 'Ada');
      if (!greeting.includes('Ada')) throw new Error(greeting);
    },
    'an earlier generation comes back': async () => {
      const [current] = await call('/generations');
      await call('/generations/rollback', { to: 1 });
      equal(await enabled('base'), '1.0.0');
      await call('/generations/rollback', { to: current.id });
      equal(await enabled('base'), '2.0.0');
    },
    'what was on its way ends': async () => {
      letGo();
      await api.end(held);
      equal((await call(`/executions/${held}`)).status, 'completed');
      equal(await enabled('held'), '1.0.0');
    },
    'a new pack is installed': async () => {
      equal((await api.execute('core.install_packs', { packs: [newPack] })).status, 'completed');
      equal(await enabled('new'), '1.0.0');
    },
    'a pack is uninstalled': async () => {
      await call('/packs/unused/uninstall', { version: '1.0.0' });
      equal((await fetch(`${api.url}/api/v1/packs/unused`, { headers: api.headers() })).status, 404);
    },
  };
  let failed = 0;
  for (const [name, attempt] of Object.entries(checks)) {
    const trouble = await Promise.resolve()
      .then(attempt)
      .then(
        () => undefined,
        (error) => error.message,
      );
    if (trouble !== undefined) failed += 1;
    process.stdout.write(
      `  ${trouble === undefined ? 'holds' : 'FAILS'}    ${name}${trouble === undefined ? '' : `: ${trouble}`}\n`,
    );
  }
  return failed;
}

function equal(found, wanted) {
  if (found !== wanted) throw new Error(`${JSON.stringify(found)} instead of ${JSON.stringify(wanted)}`);
}
