import { RejectedError } from '@packyard/contracts';
import type { CommandResult } from '@packyard/sandbox';
import type { Interpreter } from './python-interpreter';

/** What uv says when wheels alone will not do. */
export const WANTS_SOURCE = /building from source is disabled|Building source distributions .*disabled|no-build/i;
/** What may be otherwise by now: an index lets its lists be kept for a while. */
export const WANTS_OTHERS = /requirements are unsatisfiable|was not found in the package registry/;

export function cannotMake({ command }: Interpreter, result: CommandResult): RejectedError {
  const said = `${result.stdout}${result.stderr}`.trim().slice(-500);
  return new RejectedError('RUNTIME_NOT_FOUND', `uv could not make a virtualenv with ${command}: ${said}`, {
    hint: 'Look whether this Python works on the worker, or set PACKYARD_UV=off to build without uv.',
    cause: result,
  });
}

/** `Downloading botocore (16.1MiB)`, `Building mysqlclient==2.1.1`, `Resolved 12 packages in 8ms`. */
export function progressOf(line: string): string | undefined {
  const [, doing, what = ''] =
    /^\s*(Downloading|Building|Resolved|Prepared|Installed) (.*?)(?: in [\d.]+m?s)?$/.exec(line) ?? [];
  if (doing === undefined) return undefined;
  if (doing === 'Resolved') return `installing ${what}`;
  if (doing === 'Prepared') return `linking ${what}`;
  if (doing === 'Installed') return 'compiling bytecode';
  return `${doing.toLowerCase()} ${what}`;
}
