import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, globSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { basename, delimiter, join } from 'node:path';
import setUpCluster from './global-setup.mjs';

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
  const { name, python } = findPython();
  const folder = [join(process.cwd(), 'node_modules/.cache'), join(homedir(), '.cache')].find(isShown);
  if (folder === undefined) return;
  mkdirSync(folder, { recursive: true });
  const programs = mkdtempSync(join(folder, 'packyard-test-programs-'));
  globalThis.packyardTestPrograms = programs;
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
  process.env.PACKYARD_TEST_PROGRAMS = join(programs, 'bin');
}

function isShown(folder) {
  return !folder.startsWith(`${tmpdir()}/`);
}

/** The name that workers look for first, and where the program lies. */
function findPython() {
  for (const name of ['python3.11', 'python3']) {
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
  const found = new Map();
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    for (const name of globSync('python3.[0-9]*', { cwd: folder })) {
      if (/^python3\.\d+$/.test(name) && !found.has(name)) found.set(name, join(folder, name));
    }
  }
  return [...found.values()].filter((file) => basename(file) !== basename(python) && isScript(file));
}

function isScript(file) {
  return readFileSync(file).subarray(0, 2).toString() === '#!';
}

/** What is to be done in its place: start the program that it leads to, or fail as it does. */
function answerOf(script) {
  const { status, stdout } = spawnSync(script, ['-c', 'import sys; print(sys.executable)'], { encoding: 'utf8' });
  return status === 0 ? `exec '${stdout.trim()}' "$@"` : `exit ${status ?? 1}`;
}
