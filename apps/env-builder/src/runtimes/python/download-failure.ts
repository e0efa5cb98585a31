import { type PackyardError, RejectedError, UnavailableError } from '@packyard/contracts';
import { type Explainer, firstExplanation } from '../failures/explanation';
import { outputExcerpt } from '../failures/output-excerpt';
import { refusedHost, unreachableHost } from '../failures/proxy-failures';
import { networkTrouble } from '../failures/tool-network-failures';
import { wantsLogin } from '../failures/resolution-failures';
import type { InstallFailed } from './install-failed';
import { remedyFor } from './python-interpreter';
import type { PythonRequest } from './python-request';

const PLACES =
  'See whether UV_PYTHON_INSTALL_MIRROR and UV_PYTHON_DOWNLOADS_JSON_URL of the worker name the right places';

const EXPLAINERS: readonly Explainer[] = [
  refusedHost,
  ({ output }) =>
    /Hash mismatch for/.test(output)
      ? { cause: 'what was fetched is not what the SHA-256 in the list of uv says', hint: `${PLACES}.` }
      : undefined,
  ({ output }) => {
    const url = /HTTP status client error \(404 [^)]*\) for url \(([^\s?#)]+)/.exec(output)?.[1];
    return url === undefined ? undefined : { cause: `there is nothing at ${url}`, hint: `${PLACES}.` };
  },
  wantsLogin,
  unreachableHost,
  networkTrouble,
];

/** What became of the list of the operator. Trouble of the network passes. */
export function listFailure(error: PackyardError, { range, found }: PythonRequest & { found: string }): PackyardError {
  const message = `The pack needs Python ${range}, but this worker has ${found}, and none could be fetched: ${error.message}`;
  const hint = `${error.hint ?? `${PLACES}.`} Or: ${remedyFor(range)}`;
  if (error instanceof UnavailableError) return new UnavailableError('RUNTIME_NOT_FOUND', message, { hint });
  const code = error.code === 'SOURCE_FORBIDDEN' ? error.code : 'RUNTIME_NOT_FOUND';
  return new RejectedError(code, message, { hint });
}

/** Why no Python could be fetched: what was wanted and found, the cause, then what to do. Trouble of the network passes. */
export function downloadFailure(
  { result }: InstallFailed,
  { range, context, found }: PythonRequest & { found: string },
): PackyardError {
  const output = `${result.stdout}\n${result.stderr}`;
  const failure = { output, runtimeVersion: '', otherVersions: [], network: context.network.trouble };
  const explanation = firstExplanation(failure, EXPLAINERS);
  const cause = explanation?.cause ?? `uv failed: ${outputExcerpt(output)}`;
  const message = `The pack needs Python ${range}, but this worker has ${found}, and none could be fetched: ${cause}.`;
  const hint = `${explanation?.hint ?? `${PLACES}.`} Or: ${remedyFor(range)}`;
  if (explanation?.isPassing === true) return new UnavailableError('RUNTIME_NOT_FOUND', message, { hint });
  return new RejectedError(explanation?.code ?? 'RUNTIME_NOT_FOUND', message, { hint });
}
