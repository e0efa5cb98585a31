// Runs a Python program as foreign code of a service that is no root, and prints how it ended, or why it can't be tried.
// Arguments: a folder that everybody may write to, the limits, the program. The home of the service is `home` in that folder,
// which is on the PATH, so that it lies below what foreign code sees.
const { transformFileSync } = require('@swc/core');
const { mkdirSync, mkdtempSync } = require('node:fs');
const Module = require('node:module');
const { join, resolve } = require('node:path');

const NOBODY = 65_534;
const libs = resolve(__dirname, '../../libs');
const jsc = {
  target: 'es2024',
  parser: { syntax: 'typescript', decorators: true },
  transform: { legacyDecorator: true },
};

const resolveFilename = Module._resolveFilename;
Module._resolveFilename = (request, ...more) => {
  const [, name] = /^@packyard\/([a-z-]+)$/.exec(request) ?? [];
  return resolveFilename(name === undefined ? request : join(libs, name, 'src/index.ts'), ...more);
};
Module._extensions['.ts'] = (module, file) => {
  module._compile(transformFileSync(file, { jsc, module: { type: 'commonjs' }, swcrc: false }).code, file);
};

const [folder, limits, program] = process.argv.slice(2);
const { detectContainment } = require(join(libs, 'sandbox/src/containment/detect-containment.ts'));
const { DEFAULT_LIMITS } = require(join(libs, 'sandbox/src/containment/contained-input.ts'));

async function attempt() {
  if (process.getuid() === 0) {
    process.setgroups([]);
    process.setgid(NOBODY);
    process.setuid(NOBODY);
  }
  const workspace = mkdtempSync(join(folder, 'nobody-'));
  const home = join(folder, 'home');
  mkdirSync(home, { recursive: true });
  const settings = { wanted: 'bubblewrap', home, limits: { ...DEFAULT_LIMITS, ...JSON.parse(limits) } };
  const containment = await detectContainment(settings).catch((error) => ({ reason: error.message }));
  if (containment.reason !== undefined) return { leftOut: containment.reason };
  const order = {
    ...{
      command: 'python3',
      args: ['-c', program],
      workingFolder: workspace,
      environment: { PATH: `${folder}:/usr/bin:/bin`, HOME_OF_SERVICE: home },
    },
    ...{ writes: [workspace], reads: [], network: false, runs: 'foreign', signal: AbortSignal.timeout(120_000) },
  };
  return containment.session((runs) => runs.run(order)).catch(({ code, message }) => ({ code, message }));
}

void attempt().then((ended) => process.stdout.write(JSON.stringify(ended)));
