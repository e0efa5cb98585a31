// What has to hold of the chart's manifests beside what a schema can say.
import { readFileSync } from 'node:fs';
import { loadAll } from 'js-yaml';

const SETTINGS = new Set(
  [...readFileSync('.env.example', 'utf8').matchAll(/^#?([A-Z0-9_]+)=/gm)].flatMap(([, name]) => [
    name,
    `${name}_FILE`,
  ]),
);
// How long a process takes at most to end, after a gateway has drained (docs/operations.md).
const MAX_END_SECONDS = 15;

/** Sentences that say what is wrong; none when all is well. */
export function problemsOf(yaml) {
  const manifests = loadAll(yaml).filter((manifest) => manifest != null);
  const policies = manifests.filter(({ kind }) => kind === 'NetworkPolicy');
  const open = policies.flatMap(({ metadata, spec }) =>
    [...policyProblems(spec)].map((problem) => `NetworkPolicy ${metadata.name}: ${problem}`),
  );
  return open.concat(podsProblems(manifests));
}

/** Where clouds hand out the identity of a node. */
const IDENTITIES = ['169.254.0.0/16', '168.63.129.16/32'];

/** What lets code of packs get to where it has nothing to do. */
function* policyProblems({ ingress = [], egress = [] }) {
  for (const { podSelector } of ingress.flatMap(({ from = [] }) => from)) {
    const { 'app.kubernetes.io/name': name, 'app.kubernetes.io/component': component } = podSelector?.matchLabels ?? {};
    if (name === 'packyard' && component === undefined) yield 'lets the pods in that run code of packs';
  }
  for (const { ipBlock } of egress.flatMap(({ to = [] }) => to))
    if (ipBlock?.cidr === '0.0.0.0/0' && !IDENTITIES.every((place) => ipBlock.except?.includes(place)))
      yield 'lets them ask for the identity of the node';
}

function podsProblems(manifests) {
  return manifests
    .flatMap((manifest) => podsOf(manifest).map((pod) => ({ manifest, pod })))
    .flatMap(({ manifest, pod }) =>
      [
        ...podProblems(pod, manifest),
        ...pod.containers.flatMap((container) => [...containerProblems(container, pod)]),
      ].map((problem) => `${manifest.kind} ${manifest.metadata.name}: ${problem}`),
    );
}

function podsOf({ kind, spec }) {
  if (kind === 'Pod') return [spec];
  return spec?.template?.spec === undefined ? [] : [spec.template.spec];
}

function* podProblems(pod, { kind }) {
  if (pod.securityContext.runAsNonRoot !== true) yield 'may run as root';
  if (pod.automountServiceAccountToken !== false) yield 'gets a token of Kubernetes';
  if (kind !== 'Deployment') return;
  const drain = Number(pod.containers[0].env.find(({ name }) => name === 'PACKYARD_DRAIN_SECONDS')?.value ?? 0);
  if (pod.terminationGracePeriodSeconds < drain + MAX_END_SECONDS) yield 'is killed before it has ended in order';
  for (const probe of ['startupProbe', 'livenessProbe', 'readinessProbe'])
    if (pod.containers[0][probe] === undefined) yield `has no ${probe}`;
}

function* containerProblems({ env = [], volumeMounts = [], resources, securityContext }, { volumes = [] }) {
  const names = env.map(({ name }) => name);
  for (const name of names.filter((one, index) => names.indexOf(one) !== index)) yield `sets ${name} twice`;
  // An agent is called as its node is.
  const isNode = ({ name, valueFrom }) => name === 'NODE_NAME' && valueFrom?.fieldRef?.fieldPath === 'spec.nodeName';
  const settings = env.filter((one) => !isNode(one));
  for (const { name } of settings)
    if (!SETTINGS.has(name) && name !== 'NODE_TLS_REJECT_UNAUTHORIZED') yield `sets ${name}, which is no setting`;
  for (const { name, value } of settings) if (typeof value !== 'string') yield `${name} is no text`;
  for (const { name } of volumeMounts)
    if (!volumes.some((volume) => volume.name === name)) yield `has no volume ${name}`;
  const secrets = volumes.find(({ name }) => name === 'secrets')?.projected.sources ?? [];
  const files = secrets.flatMap(({ secret }) => secret.items.map(({ path }) => `/run/secrets/packyard/${path}`));
  const named = env.map(({ value }) => value).filter((value) => String(value).startsWith('/run/secrets/packyard/'));
  if (JSON.stringify(files.sort()) !== JSON.stringify(named.sort())) yield 'is told of other secrets than it has';
  if (resources?.limits?.memory === undefined || resources.requests?.cpu === undefined) yield 'has no limits';
  if (securityContext.allowPrivilegeEscalation !== false || securityContext.capabilities.drop[0] !== 'ALL')
    yield 'may do too much';
}
