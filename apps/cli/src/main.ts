import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runCommand } from './run-command';
import { watchOutput } from './watch-output';

const { version } = JSON.parse(readFileSync(join(__dirname, '../../../../package.json'), 'utf8')) as {
  version: string;
};

watchOutput(process.stdout, process.stderr, (exitCode) => process.exit(exitCode ?? process.exitCode));

void runCommand(process.argv.slice(2), version).then((exitCode) => {
  process.exitCode = exitCode;
});
