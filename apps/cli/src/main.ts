import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runCommand } from './run-command';

const { version } = JSON.parse(readFileSync(join(__dirname, '../../../../package.json'), 'utf8')) as {
  version: string;
};

// Whoever reads the output may stop reading, as `head` does: that is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});

void runCommand(process.argv.slice(2), version).then((exitCode) => {
  process.exitCode = exitCode;
});
