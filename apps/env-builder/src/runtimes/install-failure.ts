import { type PackyardError, RejectedError, UnavailableError } from '@packyard/contracts';

const NETWORK_TROUBLE =
  /ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|NewConnectionError|Max retries exceeded|ReadTimeout|Temporary failure in name resolution|Connection (refused|reset|aborted)|socket hang up|\b50[234]\b (Bad Gateway|Service|Gateway)/i;
const LINES_SHOWN = 6;

interface Installation {
  /** `pip` or `npm`. */
  tool: string;
  exitCode: number | null;
  output: string;
  /** What lines that matter look like. */
  telling: RegExp;
  hint: string;
}

/** Semaphore the output of an install tool into an error that repeats what the tool had to say, and nothing else of it. */
export function installFailure(installation: Installation): PackyardError {
  const { tool, exitCode, output, telling, hint } = installation;
  const lines = output.split('\n').map((line) => line.trim());
  const told = [...new Set(lines.filter((line) => telling.test(line)))];
  const shown = (told.length > 0 ? told : lines.filter((line) => line !== '')).slice(-LINES_SHOWN);
  const ending = exitCode === null ? 'was ended by a signal' : `ended with code ${exitCode}`;
  const message = `${tool} ${ending}: ${shown.join(' / ') || 'it printed nothing'}`;
  if (NETWORK_TROUBLE.test(output)) {
    return new UnavailableError('ENVIRONMENT_FAILED', message, {
      hint: 'Look whether the package index can be reached.',
    });
  }
  return new RejectedError('ENVIRONMENT_FAILED', message, { hint });
}
