// Lets a script go on only in a Node.js that Packyard supports. Everything that this file and what it imports say has to
// be understood by Node.js 18, and may use nothing from node_modules.

/**
 * Returns at once where Node.js is new enough. Otherwise the script is run again by one that is, which is fetched when it
 * is not there yet, and this process only passes signals and the exit code on.
 */
export async function useSupportedNode() {
  // Nearly always that is all, and to import these files would take longer than that.
  const { readFileSync } = process.getBuiltinModule?.('fs') ?? (await import('node:fs'));
  const { engines } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  const oldestSupported = engines.node.replace('>=', '');
  if (isAtLeast(process.versions.node, oldestSupported)) return;
  const { FetchFailed, fetchNode } = await import('./fetch-node.mjs');
  try {
    process.exit(await runAgain(await fetchNode(oldestSupported)));
  } catch (error) {
    if (!(error instanceof FetchFailed)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  }
}

export function isAtLeast(version, oldest) {
  const [had, wanted] = [version, oldest].map((text) => text.split('.').map(Number));
  const different = wanted.findIndex((part, index) => had[index] !== part);
  return different === -1 || had[different] > wanted[different];
}

/** Returns the exit code, as a shell counts it. */
async function runAgain(node) {
  const [{ spawn }, { constants }, { isatty }] = await Promise.all([
    import('node:child_process'),
    import('node:os'),
    import('node:tty'),
  ]);
  const child = spawn(node, [...process.execArgv, ...process.argv.slice(1)], { stdio: 'inherit' });
  // What is typed at a terminal reaches both processes; told twice, a service would not take the time to stop.
  const isTyped = [0, 1, 2].some((descriptor) => isatty(descriptor));
  for (const signal of ['SIGTERM', 'SIGHUP', 'SIGINT']) {
    process.on(signal, () => {
      if (signal !== 'SIGINT' || !isTyped) child.kill(signal);
    });
  }
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => resolve(code ?? 128 + constants.signals[signal]));
  });
}
