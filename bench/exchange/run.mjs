// Takes packs, such as those of the StackStorm Exchange, through the four actions one by one and through the workflow,
// and prints a table of times, component counts and reasons of failures.
//
//   npm run build && node bench/exchange/run.mjs SOURCE...
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startService } from '../support.mjs';

const sources = process.argv.slice(2);
if (sources.length === 0) {
  console.error('Name the packs: git URLs, or paths of (bare) repositories.');
  process.exit(2);
}

const work = mkdtempSync(join(tmpdir(), 'packyard-exchange-'));
const roots = [work, ...sources.filter((source) => source.startsWith('/'))].join(',');
const services = [];
const start = async (name) => {
  const service = await startService(join(work, name), { PACKYARD_LOCAL_ROOTS: roots });
  services.push(service);
  return service;
};

try {
  const [single, workflow] = [await start('single'), await start('workflow')];
  console.log(
    '| pack | version | components | download | dependencies | build | register | workflow | what failed, and why |',
  );
  console.log('| --- | --- | --- | ---: | ---: | ---: | ---: | ---: | --- |');
  for (const source of sources) console.log(`| ${(await row(source, single, workflow)).join(' | ')} |`);
} finally {
  await Promise.all(services.map((service) => service.stop()));
  rmSync(work, { recursive: true, force: true });
}

async function row(source, single, workflow) {
  const reasons = [];
  const note = (step, list) => reasons.push(...list.map(({ error }) => `${step}: ${error}`));
  const installed = await workflow.execute('core.install_packs', { packs: [source], build_timeout: 900 });
  note('workflow', installed.result.failed_packs);

  const downloaded = await single.execute('core.download_packs', {
    packs: [source],
    destination_dir: join(work, 'packs'),
  });
  note('download', downloaded.result.failed_packs);
  const [pack] = downloaded.result.downloaded_packs;
  if (pack === undefined)
    return [source, '', '', seconds(downloaded), '', '', '', seconds(installed), reasons.join('; ')];
  const paths = { pack_paths: [pack.pack_path] };
  const analyzed = await single.execute('core.get_pack_dependencies', paths);
  note('dependencies', analyzed.result.errors);
  const built = await single.execute('core.build_pack_envs', { ...paths, timeout: 900 });
  note('build', built.result.failed_environments);
  const registered = await single.execute('core.register_packs', paths);
  note('register', registered.result.failed_packs);
  const [done] = registered.result.registered_packs;
  if (done?.test_result?.status === 'not_runnable') reasons.push(`tests: ${done.test_result.reason}`);
  return [
    pack.pack_ref,
    pack.pack_version,
    counts(done?.components_registered),
    ...[downloaded, analyzed, built, registered, installed].map(seconds),
    // Paths of this machine say nothing to others.
    reasons
      .join('; ')
      .replaceAll('|', '\\|')
      .replace(/\/[\w./-]{20,}/g, '…')
      .slice(0, 300) || '–',
  ];
}

function seconds({ milliseconds }) {
  return `${(milliseconds / 1000).toFixed(1)} s`;
}

function counts(components = {}) {
  const shown = Object.entries(components).filter(([, count]) => count > 0);
  return shown.map(([kind, count]) => `${count} ${kind}`).join(', ') || '–';
}
