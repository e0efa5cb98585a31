// `helm lint` and `helm template` of deploy/helm/packyard with each of deploy/helm/check/values/, what comes out against the
// schemas of Kubernetes, and values that have to be refused; the units of systemd and the files of HAProxy and Compose, by these
// themselves, and what HAProxy does with the headers and connections of strangers. Says SKIPPED and why where the programs can't be had.
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { useSupportedNode } from './supported-node.mjs';

await useSupportedNode();
const { provideHelm, provideValidator, run } = await import('./check-deploy/tools.mjs');
const { saidByPrograms } = await import('./check-deploy/programs.mjs');
const { saidOfProxy } = await import('./check-deploy/proxies.mjs');
const { problemsOf } = await import('./check-deploy/manifests.mjs');

const CHART = 'deploy/helm/packyard';
const VALUES = 'deploy/helm/check/values';
const KUBERNETES = ['1.29.0', '1.37.0'];
const REFUSED = [
  [['--set', 'gatewey.replicas=3'], 'gatewey'],
  [['--set', 'gateway.replicas=0'], 'minimum'],
  [['--set', 'settings.PACKYARD_ADMIN_TOKEN=a-token-in-the-clear'], 'PACKYARD_ADMIN_TOKEN'],
  [['--set', 'settings.packyard_registries=x'], 'packyard_registries'],
  [['--set', 'settings.PACKYARD_PORT=9000'], 'PACKYARD_PORT'],
  [['--set', 'secrets.DATABASE_URL=postgresql://example.org/packyard'], 'DATABASE_URL'],
  [['--set', 'secrets.DATABASE_URL=null'], 'DATABASE_URL'],
  [['--set', 'containment.sandbox=chroot'], 'sandbox'],
  [['--set-json', 'networkPolicy.egress.dns=[]'], 'dns'],
  [['--set', 'settings.PACKYARD_CONTENT_STORE=https://registry.example.org/packyard'], 'PACKYARD_CONTENT_STORE'],
  [['--set', 'agent.enabled=true'], 'Fix: name the content store'],
  [['--set', 'agent.settings.DATABASE_URL=postgresql://example.org/packyard'], 'DATABASE_URL'],
  [['--set', 'ingress.enabled=true'], 'Fix: name the hosts'],
];

const helm = provideHelm();
const validator = provideValidator();
for (const { missing } of [helm, validator]) if (missing !== undefined) console.log(`SKIPPED: ${missing}`);
if (helm.path !== undefined) checkChart();
for (const { missing, what, ...said } of saidByPrograms()) {
  if (missing !== undefined) console.log(`SKIPPED: ${missing}`);
  else report(what, said);
}
for await (const { what, ...said } of saidOfProxy()) report(what, said);

function checkChart() {
  console.log(`helm ${run(helm.path, ['version', '--short']).stdout.trim()}`);
  for (const values of [undefined, ...readdirSync(VALUES).sort()]) {
    const args = values === undefined ? [] : ['--values', join(VALUES, values)];
    report(`lint with ${values ?? 'the defaults'}`, run(helm.path, ['lint', '--strict', '--quiet', CHART, ...args]));
    for (const version of KUBERNETES) checkManifests(values ?? 'the defaults', version, args);
  }
  for (const [args, word] of REFUSED) {
    const { isWell, output } = run(helm.path, ['template', 'try', CHART, '--kube-version', KUBERNETES[0], ...args]);
    report(`refuses ${args[1]}`, { isWell: !isWell && output.includes(word), output });
  }
}

function checkManifests(values, version, args) {
  const made = run(helm.path, ['template', 'try', CHART, '--namespace', 'tools', '--kube-version', version, ...args]);
  if (!made.isWell) return report(`manifests with ${values}`, made);
  const problems = problemsOf(made.stdout);
  report(`manifests with ${values}, Kubernetes ${version}`, {
    isWell: problems.length === 0,
    output: problems.join('\n'),
  });
  if (validator.path === undefined) return;
  const file = 'node_modules/.cache/packyard-deploy/manifests.yaml';
  writeFileSync(file, made.stdout);
  const [major, minor] = version.split('.');
  const valid = run(validator.path, ['--strict', '--quiet', '-k', `${major}.${minor}.0`, file]);
  report(`schemas of ${version}`, valid);
}

function report(what, { isWell, output }) {
  console.log(`${isWell ? 'ok' : 'FAILED'}: ${what}`);
  if (isWell) return;
  process.exitCode = 1;
  console.log(output.trim().replace(/^/gm, '    '));
}
