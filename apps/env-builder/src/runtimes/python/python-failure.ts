import { type PackyardError, RejectedError, UnavailableError } from '@packyard/contracts';
import type { CommandResult } from '@packyard/sandbox';
import { BUILD_SCRIPT_EXPLAINERS } from '../failures/build-script-failures';
import { COMPILE_EXPLAINERS } from '../failures/compile-failures';
import { type FailureToExplain, firstExplanation } from '../failures/explanation';
import { refusedHost, unreachableHost } from '../failures/proxy-failures';
import { networkTrouble } from '../failures/tool-network-failures';
import { RESOLUTION_EXPLAINERS, wantsLogin } from '../failures/resolution-failures';
import { outputExcerpt } from '../failures/output-excerpt';

/** A build that a compiler ended may have printed anything before; a network that failed ends what follows it. */
const EXPLAINERS = [
  ...COMPILE_EXPLAINERS,
  refusedHost,
  wantsLogin,
  unreachableHost,
  networkTrouble,
  ...BUILD_SCRIPT_EXPLAINERS,
  ...RESOLUTION_EXPLAINERS,
];

/** Why uv or pip failed: the cause first, then what to do. */
export function pythonFailure(
  tool: 'uv' | 'pip',
  { exitCode, stdout, stderr }: Pick<CommandResult, 'exitCode' | 'stdout' | 'stderr'>,
  interpreters: Omit<FailureToExplain, 'output'>,
): PackyardError {
  const output = `${stdout}\n${stderr}`;
  const explanation = firstExplanation({ ...interpreters, output }, EXPLAINERS);
  if (explanation === undefined) {
    return new RejectedError('ENVIRONMENT_FAILED', `${tool} ${endingOf(exitCode)}: ${outputExcerpt(output)}`, {
      hint: "Try the same in the pack's folder, fix the requirements and submit the pack again.",
    });
  }
  const { cause, hint, isPassing, code = 'ENVIRONMENT_FAILED' } = explanation;
  const message = `${sentence(cause)}.`;
  return isPassing === true
    ? new UnavailableError(code, message, { hint })
    : new RejectedError(code, message, { hint });
}

/** Names of packages and addresses stay as they are written. */
function sentence(cause: string): string {
  return /^(building|the|there|git|what|a|no) /.test(cause) ? cause.charAt(0).toUpperCase() + cause.slice(1) : cause;
}

function endingOf(exitCode: number | null): string {
  return exitCode === null ? 'was ended by a signal' : `ended with code ${exitCode}`;
}
