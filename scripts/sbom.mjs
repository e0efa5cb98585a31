// Prints what the service is made of, as a CycloneDX document: what is installed for production, from the lock file alone.
// With `--licences`, only which licences these packages have.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { useSupportedNode } from './supported-node.mjs';

await useSupportedNode();
const { name, version } = JSON.parse(readFileSync('package.json', 'utf8'));

const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8'));
const inProduction = Object.entries(packages)
  .filter(([path, { dev }]) => path !== '' && !dev)
  .map(([path, { version: of, license }]) => ({ id: `${path.replace(/^.*node_modules\//, '')}@${of}`, license }));

if (process.argv.includes('--licences')) {
  const byLicence = Map.groupBy(inProduction, ({ license = 'not stated' }) => license);
  for (const [licence, found] of [...byLicence].sort()) {
    console.log(`${licence} (${found.length})`);
    for (const { id } of found) console.log(`  ${id}`);
  }
} else {
  const args = ['sbom', '--sbom-format', 'cyclonedx', '--package-lock-only'];
  const { status, stdout } = spawnSync('npm', args, {
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (status !== 0) process.exit(1);
  const document = JSON.parse(stdout);
  // npm takes the name of the folder, and `--omit dev` would drop what both production and development need.
  Object.assign(document.metadata.component, { name, version });
  const wanted = new Set(inProduction.map(({ id }) => id));
  document.components = document.components.filter((one) => wanted.has(`${one.name}@${one.version}`));
  const kept = new Set([document.metadata.component['bom-ref'], ...document.components.map((one) => one['bom-ref'])]);
  document.dependencies = document.dependencies
    .filter(({ ref }) => kept.has(ref))
    .map(({ ref, dependsOn = [] }) => ({ ref, dependsOn: dependsOn.filter((other) => kept.has(other)) }));
  console.log(JSON.stringify(document, undefined, 2));
}
