import { spawn } from 'node:child_process';

/** Starts a version that is expected to refuse a home. Answers its exit code and its last lines, or that it started. */
export async function refusalOf(main, { home, environment }) {
  const service = spawn(process.execPath, [main], {
    env: { ...process.env, ...environment, PACKYARD_HOME: home, PACKYARD_PORT: '0' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let log = '';
  for (const stream of [service.stdout, service.stderr]) {
    stream.on('data', (chunk) => {
      log += chunk;
      // It may: the tables are the same.
      if (log.includes('packyard ready')) service.kill('SIGTERM');
    });
  }
  const code = await new Promise((resolve) => service.once('close', resolve));
  return log.includes('packyard ready') ? 'starts' : `ends with ${code}: ${log.trim().split('\n').slice(-2).join(' ')}`;
}
