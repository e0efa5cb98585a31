// Makes six packs as git repositories and archives in a folder, and prints their paths as a JSON list:
//   node make-packs.mjs FOLDER
// The same packs every time, to the byte: names, dates and orders are fixed.
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { makeTarGz } from '../tar.mjs';

const PACKS = [
  { ref: 'bench-tickets', kind: 'git', actions: 40, python: ['requests==2.32.3'] },
  { ref: 'bench-reports', kind: 'archive', actions: 12, python: ['jinja2==3.1.4', 'pyyaml==6.0.2'] },
  { ref: 'bench-cloud', kind: 'git', actions: 200, python: ['requests==2.32.3', 'pyyaml==6.0.2', 'jinja2==3.1.4'] },
  { ref: 'bench-releases', kind: 'archive', actions: 25, nodejs: { semver: '7.6.3', commander: '12.1.0' } },
  { ref: 'bench-settings', kind: 'git', actions: 60, nodejs: { yaml: '2.6.1', semver: '7.6.3' } },
  { ref: 'bench-shell', kind: 'archive', actions: 5 },
];
const DATE = '2024-01-01T00:00:00Z';

const [folder] = process.argv.slice(2);
if (folder === undefined) {
  process.stderr.write('usage: node make-packs.mjs FOLDER\n');
  process.exit(2);
}
const target = resolve(folder);
mkdirSync(target, { recursive: true });
const sources = PACKS.map((pack) => (pack.kind === 'git' ? makeRepository(pack) : makeArchive(pack)));
process.stdout.write(`${JSON.stringify(sources)}\n`);

/** Every file of a pack, by its path, in a fixed order. */
function filesOf({ ref, actions, python, nodejs }) {
  const language = python ? 'python' : nodejs ? 'nodejs' : 'shell';
  const extension = { python: 'py', nodejs: 'js', shell: 'sh' }[language];
  const files = {
    'README.md': `# ${ref}\n\nA pack to measure installations with.\n`,
    'pack.yaml': manifestOf({ ref, python, nodejs }),
  };
  if (python) files['requirements.txt'] = `${python.join('\n')}\n`;
  if (nodejs)
    files['package.json'] = `${JSON.stringify({ name: ref, private: true, dependencies: nodejs }, null, 2)}\n`;
  for (let number = 1; number <= actions; number += 1) {
    const name = `action_${String(number).padStart(3, '0')}`;
    files[`actions/${name}.${extension}`] = scriptOf(language, name);
    files[`actions/${name}.yaml`] = actionOf({ ref, name, language, extension });
  }
  return files;
}

function manifestOf({ ref, python, nodejs }) {
  return [
    `ref: ${ref}`,
    `label: ${ref}`,
    'description: A pack to measure installations with.',
    'version: 1.0.0',
    'author: Packyard',
    ...(python ? ["python: '3.8'"] : []),
    ...(nodejs ? ["nodejs: '18'"] : []),
    'dependencies: []',
    '',
  ].join('\n');
}

function actionOf({ ref, name, language, extension }) {
  return [
    `ref: ${ref}.${name}`,
    `label: ${name}`,
    `description: Does what ${name} does to one item.`,
    'enabled: true',
    `runner_type: ${language}`,
    `entry_point: ${name}.${extension}`,
    'parameter_delivery: stdin',
    'parameter_format: json',
    'output_format: json',
    'parameters:',
    '  item_id:',
    '    type: string',
    '    required: true',
    '    description: The item to work on.',
    '  timeout:',
    '    type: integer',
    '    default: 30',
    '    description: Seconds that it may take.',
    'output:',
    '  done:',
    '    type: boolean',
    '    description: Whether it worked.',
    '',
  ].join('\n');
}

function scriptOf(language, name) {
  if (language === 'python') return `import json\n\nprint(json.dumps({"action": "${name}", "done": True}))\n`;
  if (language === 'nodejs') return `console.log(JSON.stringify({ action: '${name}', done: true }));\n`;
  return `#!/bin/sh\necho '{"action": "${name}", "done": true}'\n`;
}

function makeRepository(pack) {
  const bare = join(target, `${pack.ref}.git`);
  const tree = join(target, `.${pack.ref}`);
  for (const path of [bare, tree]) rmSync(path, { recursive: true, force: true });
  for (const [path, text] of Object.entries(filesOf(pack))) {
    mkdirSync(dirname(join(tree, path)), { recursive: true });
    writeFileSync(join(tree, path), text);
  }
  git(target, 'init', '--quiet', '--initial-branch=main', tree);
  git(tree, 'add', '--all');
  git(tree, 'commit', '--quiet', '--message', `${pack.ref} 1.0.0`);
  git(target, 'clone', '--quiet', '--bare', '--no-hardlinks', tree, bare);
  rmSync(tree, { recursive: true });
  return bare;
}

/** Nothing of the configuration of whoever runs this gets into the commits. */
function git(workingFolder, ...args) {
  const who = { NAME: 'Packyard', EMAIL: 'packyard@example.org', DATE };
  const identity = ['AUTHOR', 'COMMITTER'].flatMap((role) =>
    Object.entries(who).map(([field, value]) => [`GIT_${role}_${field}`, value]),
  );
  execFileSync('git', args, {
    cwd: workingFolder,
    env: {
      PATH: process.env.PATH,
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_CONFIG_GLOBAL: '/dev/null',
      ...Object.fromEntries(identity),
    },
  });
}

function makeArchive(pack) {
  const file = join(target, `${pack.ref}.tar.gz`);
  writeFileSync(file, makeTarGz(`${pack.ref}-1.0.0`, filesOf(pack)));
  return file;
}
