import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, globSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { basename, delimiter, isAbsolute, join } from 'node:path';
import setUpCluster from './global-setup.mjs';
import { keptFolder } from './kept-folder.mjs';

/** The one that workers look for first, and what there is everywhere. */
const NAMES = ['python3.11', 'python3'];

/**
 * Making a virtualenv takes seconds of processor time, all of it for bringing pip, and the tests make a hundred. So here
 * `python -m venv` copies one that was made by the real thing; all else goes to the real thing. Who tries how virtualenvs
 * are made asks for the real programs (`useRealPrograms`), and so do all with PACKYARD_TEST_EFFORT=1. The copied one lies
 * as an installation of Python does, and not below the temporary folder, of which foreign code has its own: else the
 * sandbox does not show it.
 */
const PYTHON = ({ name, python, template }) => `#!/bin/sh
# Who may not use that one gets the next one, as from any PATH.
[ -x '${python}' ] || PATH=\${PATH#*"\${0%/*}:"} exec ${name} "$@"
case "$*" in
  *'-m venv --without-pip '*) exec '${python}' "$@" ;;
  '-I -m venv '*) folder=$4 ;;
  '-m venv '*) folder=$3 ;;
  *'-m venv '*) echo "test/support/programs-setup.mjs does not know this way to make a virtualenv: $*" >&2; exit 1 ;;
  *) exec '${python}' "$@" ;;
esac
mkdir -p "$folder" && cp -R -P -p '${template}/.' "$folder" || exit 1
for file in $(cd '${template}' && echo pyvenv.cfg bin/*); do
  [ -L "$folder/$file" ] || sed "s|${template}|$folder|g" '${template}'"/$file" >"$folder/$file" || exit 1
done
`;

/**
 * Where versions are managed, each `python3.N` is a script that looks for the program each time: half a second, also to find
 * none, and a worker that explains a failed build asks all of them. What such a script answered once it answers always.
 */
const SCRIPT = ({ script, answer }) => `#!/bin/sh
[ -x '${script}' ] || PATH=\${PATH#*"\${0%/*}:"} exec "\${0##*/}" "$@"
${answer}
`;

export default async function setup() {
  await setUpCluster();
  if (Number(process.env.PACKYARD_TEST_EFFORT) >= 1 || process.env.PACKYARD_TEST_PROGRAMS) return;
  const parent = [join(process.cwd(), 'node_modules/.cache'), join(homedir(), '.cache')].find(isShown);
  if (parent === undefined) return;
  process.env.PACKYARD_TEST_PROGRAMS = join(await keptFolder(parent, seen(), makePrograms), 'bin');
}

/**
 * What is found, by names alone: to ask each program takes longer than most specs. The PATH itself has a folder more for each
 * way in which tests are started.
 */
function seen() {
  const settings = Object.entries(process.env).filter(([name]) => /^(PY|ASDF_|MISE_)/.test(name));
  const found = [...new Set([...NAMES, ...versionedNames()])].flatMap((name) => onPath(name) ?? []);
  return [
    settings.toSorted(),
    found.map((file) => [file, statSync(file).mtimeMs]),
    readFileSync(import.meta.filename, 'utf8'),
  ];
}

function makePrograms(programs) {
  const { name, python } = findPython();
  const template = join(programs, 'lib/virtualenv');
  execFileSync(python, ['-m', 'venv', template]);
  mkdirSync(join(programs, 'bin'));
  for (const each of new Set([name, 'python3'])) {
    writeFileSync(join(programs, 'bin', each), PYTHON({ name: each, python, template }), { mode: 0o755 });
  }
  for (const script of managedPythons(python)) {
    writeFileSync(join(programs, 'bin', basename(script)), SCRIPT({ script, answer: answerOf(script) }), {
      mode: 0o755,
    });
  }
  chmodSync(programs, 0o755);
  return [python];
}

function isShown(folder) {
  return !folder.startsWith(`${tmpdir()}/`);
}

/** The name that workers look for first, and where the program lies. */
function findPython() {
  for (const name of NAMES) {
    try {
      const python = execFileSync(name, ['-c', 'import sys; print(sys.executable)'], { encoding: 'utf8' }).trim();
      return { name, python };
    } catch {
      // Not everywhere is there a 3.11.
    }
  }
  throw new Error('The tests need python3.');
}

/** The scripts that stand for other versions, each the first of its name on the PATH. */
function managedPythons(python) {
  return versionedNames()
    .map(onPath)
    .filter((file) => basename(file) !== basename(python) && isScript(file));
}

function versionedNames() {
  const names = folders().flatMap((folder) => globSync('python3.[0-9]*', { cwd: folder }));
  return [...new Set(names)].filter((name) => /^python3\.\d+$/.test(name)).toSorted();
}

function onPath(name) {
  return folders()
    .map((folder) => join(folder, name))
    .find((file) => existsSync(file));
}

function folders() {
  return (process.env.PATH ?? '').split(delimiter).filter(isAbsolute);
}

function isScript(file) {
  return readFileSync(file).subarray(0, 2).toString() === '#!';
}

/** What is to be done in its place: start the program that it leads to, or fail as it does. */
function answerOf(script) {
  const { status, stdout } = spawnSync(script, ['-c', 'import sys; print(sys.executable)'], { encoding: 'utf8' });
  return status === 0 ? `exec '${stdout.trim()}' "$@"` : `exit ${status ?? 1}`;
}
