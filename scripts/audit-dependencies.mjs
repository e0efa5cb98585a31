// Asks the package registry for known vulnerabilities of what is installed for production. Ends with 1 when there is a high or
// critical one. A registry that does not answer that (a mirror, no network) is said plainly, and is no failure.
import { spawnSync } from 'node:child_process';
import { useSupportedNode } from './supported-node.mjs';

await useSupportedNode();
const args = ['audit', '--omit=dev', '--audit=true', '--json'];
const { stdout } = spawnSync('npm', args, {
  encoding: 'utf8',
  maxBuffer: 2 ** 28,
  stdio: ['ignore', 'pipe', 'ignore'],
});
const found = read(stdout);

if (found?.metadata?.vulnerabilities === undefined) {
  console.log(`SKIPPED: the package registry does not tell known vulnerabilities (${found?.message ?? 'no answer'}).`);
} else {
  const { high, critical, total } = found.metadata.vulnerabilities;
  for (const { name, severity, range } of Object.values(found.vulnerabilities))
    console.log(`${severity}: ${name} ${range}`);
  console.log(
    `${total} known vulnerabilities in production dependencies, ${high + critical} of them high or critical.`,
  );
  if (high + critical > 0) process.exitCode = 1;
}

function read(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
