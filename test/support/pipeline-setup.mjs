import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import setUpCluster from './global-setup.mjs';

/**
 * Making a virtualenv takes seconds of processor time, all of it for bringing pip, and the pipeline's tests make dozens.
 * So here `python -m venv` copies one that was made by the real thing; all else goes to the real thing. The integration
 * tests of environments use it throughout, and so do these with PACKYARD_TEST_EFFORT=1.
 */
const PYTHON = ({ python, template }) => `#!/bin/sh
[ "$1 $2" = '-m venv' ] || exec '${python}' "$@"
mkdir -p "$3" && cp -R -P -p '${template}/.' "$3" || exit 1
for file in $(cd '${template}' && echo pyvenv.cfg bin/*); do
  [ -L "$3/$file" ] || sed "s|${template}|$3|g" '${template}'"/$file" >"$3/$file" || exit 1
done
`;

export default async function setup() {
  await setUpCluster();
  const home = globalThis.packyardTestCluster?.home;
  if (home === undefined || Number(process.env.PACKYARD_TEST_EFFORT) >= 1) return;
  const [name, python] = findPython();
  const template = join(home, 'virtualenv');
  execFileSync(python, ['-m', 'venv', template]);
  const folder = join(home, 'programs');
  mkdirSync(folder);
  writeFileSync(join(folder, name), PYTHON({ python, template }), { mode: 0o755 });
  process.env.PACKYARD_TEST_PROGRAMS = folder;
}

/** The name that workers look for first, and where the program lies. */
function findPython() {
  for (const name of ['python3.11', 'python3']) {
    try {
      return [name, execFileSync(name, ['-c', 'import sys; print(sys.executable)'], { encoding: 'utf8' }).trim()];
    } catch {
      // Not everywhere is there a 3.11.
    }
  }
  throw new Error('The tests need python3.');
}
