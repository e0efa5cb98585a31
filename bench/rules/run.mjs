// How many rules are evaluated in a second: read once, and read anew for every evaluation as Gort does.
import { createRequire } from 'node:module';
import { join } from 'node:path';

const require = createRequire(import.meta.url);
const { authorize, parseInvocation, parseRule } = require(
  join(import.meta.dirname, '../../dist/libs/rules/src/index.js'),
);

const RULES = {
  'allow everybody': ['allow'],
  'one permission': ['must have date:tell'],
  'options and arguments': [
    'with option["force"] == true must have deploy:force',
    'with arg[0] in ["staging", "test"] allow',
    'with arg[0] == "production" and any arg == /^v[[:digit:]]+/ must have deploy:production or deploy:admin',
  ],
};
const LINE = 'deploy:run --force production v12 now';
const permissions = new Set(['deploy:force', 'deploy:production']);

console.log('| rules | evaluations a second, read once | read every time | times as fast |');
console.log('| --- | ---: | ---: | ---: |');
for (const [name, texts] of Object.entries(RULES)) {
  const rules = texts.map((text) => ({ text, rule: parseRule(text) }));
  const invocation = parseInvocation(LINE);
  const once = perSecond(() => authorize({ rules, invocation, permissions })) * texts.length;
  const anew = perSecond(() =>
    authorize({ rules: texts.map((text) => ({ text, rule: parseRule(text) })), invocation, permissions }),
  );
  const everyTime = anew * texts.length;
  const columns = [name, Math.round(once), Math.round(everyTime), (once / everyTime).toFixed(1)];
  console.log(`| ${columns.join(' | ')} |`);
}

function perSecond(work) {
  for (let warm = 0; warm < 2000; warm += 1) work();
  const startedAt = performance.now();
  let count = 0;
  while (performance.now() - startedAt < 1000) for (let batch = 0; batch < 100; batch += 1, count += 1) work();
  return (count / (performance.now() - startedAt)) * 1000;
}
