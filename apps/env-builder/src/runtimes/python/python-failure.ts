import type { PackyardError } from '@packyard/contracts';
import type { CommandResult } from '@packyard/sandbox';
import { installFailure } from '../install-failure';

/** What uv or pip had to say, as an error. */
export function pythonFailure(tool: 'uv' | 'pip', { exitCode, stdout, stderr }: CommandResult): PackyardError {
  return installFailure({
    tool,
    exitCode,
    output: `${stdout}\n${stderr}`,
    telling: /^(ERROR|error|cause|hint):|^The conflict is caused by|^The user requested|depends on/i,
    hint: "Try the same in the pack's folder, fix the requirements and submit the pack again.",
  });
}
