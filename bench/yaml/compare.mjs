// Reads all YAML files of a folder both with PyYAML, which is what StackStorm reads packs with, and with our reader, and
// prints where the two disagree. Exits 1 when they do.
//
//   npm run build && node bench/yaml/compare.mjs FOLDER [PYTHON]
//
// PYTHON needs PyYAML; FOLDER is for example a folder of clones of the packs of github.com/StackStorm-Exchange.
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { createInterface } from 'node:readline';
import { isDeepStrictEqual } from 'node:util';
import { decodeText } from '../../dist/libs/pack/src/decode-text.js';
import { readYaml } from '../../dist/libs/pack/src/yaml/read-yaml.js';

const [folder, python = 'python3'] = process.argv.slice(2);
if (folder === undefined) {
  console.error('Name a folder with YAML files.');
  process.exit(2);
}

const files = readdirSync(folder, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && /\.ya?ml$/i.test(entry.name))
  .map((entry) => join(entry.parentPath, entry.name))
  .sort();
const reader = spawn(python, [join(import.meta.dirname, 'read.py')], { stdio: ['pipe', 'pipe', 'inherit'] });
reader.stdin.end(files.map((file) => `${file}\n`).join(''));

const sums = {
  'read alike': 0,
  'refused by both': 0,
  'values differ': 0,
  'only PyYAML reads it': 0,
  'only we read it': 0,
};
let index = 0;
let counts = {};
for await (const line of createInterface({ input: reader.stdout })) {
  const theirs = JSON.parse(line);
  if (theirs.counts !== undefined) counts = theirs.counts;
  else compare(files[index++], theirs);
}

console.log(`\n${index} of ${files.length} files compared.`);
for (const [what, number] of [...Object.entries(sums), ...Object.entries(counts)]) console.log(`${number} ${what}`);
const disagreements = sums['values differ'] + sums['only PyYAML reads it'] + sums['only we read it'];
process.exitCode = index === files.length && disagreements === 0 ? 0 : 1;

function compare(file, theirs) {
  const ours = read(file);
  const what =
    'error' in theirs && 'error' in ours
      ? 'refused by both'
      : 'error' in ours
        ? 'only PyYAML reads it'
        : 'error' in theirs
          ? 'only we read it'
          : isDeepStrictEqual(ours.value, theirs.value)
            ? 'read alike'
            : 'values differ';
  sums[what] += 1;
  if (['read alike', 'refused by both'].includes(what)) return;
  const detail =
    'error' in ours || 'error' in theirs ? (ours.error ?? theirs.error) : difference(ours.value, theirs.value);
  console.log(`${what}: ${relative(folder, file)}: ${detail}`);
}

function read(file) {
  try {
    const document = readYaml(decodeText(readFileSync(file), file));
    const answer = 'problems' in document ? document : document.value('1.1');
    if ('problems' in answer) return { error: JSON.stringify(answer.problems) };
    return { value: JSON.parse(JSON.stringify(answer.value)) };
  } catch (error) {
    return { error: error.message };
  }
}

function difference(ours, theirs, path = '') {
  const isNested = (value) => typeof value === 'object' && value !== null;
  if (isNested(ours) && isNested(theirs)) {
    for (const key of new Set([...Object.keys(ours), ...Object.keys(theirs)])) {
      if (!isDeepStrictEqual(ours[key], theirs[key])) return difference(ours[key], theirs[key], `${path}.${key}`);
    }
  }
  return `${path}: ours ${JSON.stringify(ours)?.slice(0, 200)}, theirs ${JSON.stringify(theirs)?.slice(0, 200)}`;
}
