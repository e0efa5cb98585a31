import type { CommandInput } from './run-command';
import { nameOf } from './trace-program';

export interface CommandLimits {
  /** Of each file that is written. */
  fileBytes: number;
  /** Of address space, which is what a program reserves; more than it uses. */
  memoryBytes: number;
}

const FILE_BLOCK_BYTES = 512;
const KIB = 1024;

/**
 * The same command, held to limits by the system: a file that gets too large ends the program (SIGXFSZ), memory that is
 * not to be had is refused to it. A limit that the system does not know (memory, on macOS) is left out.
 */
export function limitedCommand(input: CommandInput, { fileBytes, memoryBytes }: CommandLimits): CommandInput {
  const blocks = Math.ceil(fileBytes / FILE_BLOCK_BYTES);
  const kibibytes = Math.ceil(memoryBytes / KIB);
  const script = `ulimit -f ${blocks} 2>/dev/null; ulimit -v ${kibibytes} 2>/dev/null; exec "$0" "$@"`;
  const name = input.name ?? nameOf(input.command, input.args);
  return { ...input, name, command: 'sh', args: ['-c', script, input.command, ...input.args] };
}
