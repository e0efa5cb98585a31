import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CommanderError } from 'commander';
import { CliError, EXIT_CODES } from './cli-error';
import { makeProgram } from './program';

const { version } = JSON.parse(readFileSync(join(__dirname, '../../../../package.json'), 'utf8')) as {
  version: string;
};

void makeProgram(version)
  .parseAsync()
  .catch((error: unknown) => {
    if (error instanceof CommanderError)
      process.exitCode = error.exitCode === 0 ? EXIT_CODES.success : EXIT_CODES.usage;
    else if (error instanceof CliError) {
      process.stderr.write(`Error: ${error.message}\n${error.hint === undefined ? '' : `${error.hint}\n`}`);
      process.exitCode = error.exitCode;
    } else throw error;
  });
