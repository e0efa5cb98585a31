// Processor profiles in words: by place, by package, and by the line of ours that it was done for.
const MAX_FUNCTIONS = 40;
const MAX_PLACES = 25;
// V8's names for time outside of JavaScript.
const OUTSIDE = ['(program)', '(root)'];

export function describeProfiles(profiles, packs) {
  const [functions, packages, causes] = [new Map(), new Map(), new Map()];
  let [busy, idle, other] = [0, 0, 0];
  for (const profile of profiles) {
    for (const { frames, milliseconds } of samplesOf(profile)) {
      const [leaf] = frames;
      if (leaf.functionName === '(idle)') {
        idle += milliseconds;
        continue;
      }
      if (OUTSIDE.includes(leaf.functionName)) {
        other += milliseconds;
        continue;
      }
      busy += milliseconds;
      add(functions, `${leaf.functionName || '(anonymous)'} ${placeOf(leaf)}`, milliseconds);
      add(packages, packageOf(leaf), milliseconds);
      add(causes, causeOf(frames), milliseconds);
    }
  }
  const table = (title, times, most) => tableOf(title, times, { most, busy, packs });
  return [
    `JavaScript was busy for ${busy.toFixed(0)} ms, ${(busy / packs).toFixed(1)} ms for each pack; Node.js itself (program) for ` +
      `${other.toFixed(0)} ms, and idle for ${idle.toFixed(0)} ms.`,
    table('package (self time)', packages, MAX_PLACES),
    table('nearest package on the stack that is not of Node.js', causes, MAX_PLACES),
    table('function (self time)', functions, MAX_FUNCTIONS),
  ].join('\n\n');
}

/** Every node with the time spent in it, and its stack from the leaf on. */
function* samplesOf({ nodes, samples, timeDeltas }) {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const parents = new Map(nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id])));
  const times = new Map();
  samples.forEach((id, index) => add(times, id, (timeDeltas[index + 1] ?? 0) / 1000));
  for (const [id, milliseconds] of times) {
    const frames = [];
    for (let at = id; at !== undefined; at = parents.get(at)) frames.push(byId.get(at).callFrame);
    yield { frames, milliseconds };
  }
}

function placeOf({ url, lineNumber }) {
  return url === '' ? '' : `${shortened(url)}:${lineNumber + 1}`;
}

function packageOf({ url, functionName }) {
  if (url === '') return functionName.startsWith('(') ? functionName : '(native)';
  if (url.startsWith('node:')) return url.replace(/^(node:(?:internal\/)?[^/]*).*/, '$1');
  const [, name] = /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url) ?? [];
  return name ?? shortened(url).split('/').slice(0, 2).join('/');
}

/** Work of Node.js itself is charged to whoever asked for it, where the stack still knows. */
function causeOf(frames) {
  const asking = frames.find(({ url }) => url !== '' && !url.startsWith('node:'));
  return asking === undefined ? packageOf(frames[0]) : packageOf(asking);
}

function shortened(url) {
  return url.replace(/^.*\/(?:dist|node_modules)\//, '').replace(/^file:\/\//, '');
}

function tableOf(title, times, { most, busy, packs }) {
  const first = [...times].sort(([, a], [, b]) => b - a).slice(0, most);
  const lines = first.map(
    ([what, time]) => `| ${what} | ${((100 * time) / busy).toFixed(1)} % | ${(time / packs).toFixed(2)} |`,
  );
  return [`| ${title} | share | ms a pack |`, '| --- | ---: | ---: |', ...lines].join('\n');
}

function add(times, key, milliseconds) {
  times.set(key, (times.get(key) ?? 0) + milliseconds);
}
