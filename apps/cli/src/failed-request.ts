import { ErrorBody } from '@packyard/contracts';
import { CliError, EXIT_CODES, type ExitCode } from './cli-error';
import type { Connection } from './connection';
import { parseJson } from './parse-json';
import { oneLine } from './progress/text';

/** Attune's own errors have no message beside the error. */
const Refused = ErrorBody.partial();

/** Statuses by which something in front of the service says that it is not there. */
const GATEWAY_STATUSES: readonly number[] = [502, 504];

/** Nobody answered, or not to the end. */
export function unreachable({ url, urlFrom }: Connection, error: unknown): CliError {
  const isUntrusted = /CERT|SIGNATURE|ALTNAME/.test((error as { cause?: { code?: string } }).cause?.code ?? '');
  return new CliError(
    `No Packyard answers at ${oneLine(url)} (${reasonOf(error)}; the address came from ${urlFrom}).`,
    isUntrusted
      ? 'Name a certificate that you trust with NODE_EXTRA_CA_CERTS; a self-signed one lies in the tls folder of its home.'
      : "Start it with 'npm start', or say where it is with --api-url or PACKYARD_URL.",
    EXIT_CODES.unreachable,
  );
}

/** Somebody answered, but not with what Packyard answers. */
export function foreignAnswer({ url, urlFrom }: Connection): CliError {
  return new CliError(
    `${oneLine(url)} answered something else than Packyard does (the address came from ${urlFrom}).`,
    'Check the address; an older or newer service than this command would answer like this, too.',
    EXIT_CODES.unreachable,
  );
}

/** The service said no, and why. */
export async function refusal(connection: Connection, response: Response): Promise<CliError> {
  const text = await response.text().catch(() => '');
  const parsed = Refused.safeParse(parseJson(text));
  const { error, code, message, hint, details = [] } = parsed.success ? parsed.data : { message: text.slice(0, 300) };
  const said = oneLine(message ?? error ?? '') || `The service answered with status ${response.status}.`;
  const refused = { status: response.status, code, said, isPassing: isPassing(response.status) };
  const todo = hint === undefined ? undefined : oneLine(hint);
  if (response.status === 401 || response.status === 403) {
    const told = `${said.replace(/\.$/, '')} (${tokenSource(connection)}).`;
    return new CliError(told, todo ?? 'Set PACKYARD_TOKEN, or use --home.', EXIT_CODES.unauthorized, refused);
  }
  const lines = details.map(({ path, message: problem }) => `\n  ${oneLine(path)}: ${oneLine(problem)}`);
  const told = lines.length === 0 ? said : `The request is not right:${lines.join('')}`;
  return new CliError(told, todo, exitCodeOf(response.status), refused);
}

function exitCodeOf(status: number): ExitCode {
  if (status === 400 || status === 422) return EXIT_CODES.usage;
  return GATEWAY_STATUSES.includes(status) ? EXIT_CODES.unreachable : EXIT_CODES.failure;
}

/** Our own bugs included: one execution outlives many of them. */
function isPassing(status: number): boolean {
  return status === 429 || status >= 500;
}

function tokenSource({ token, tokenFrom }: Connection): string {
  return token === undefined ? `no token was sent: ${tokenFrom}` : `the token came from ${tokenFrom}`;
}

function reasonOf(error: unknown): string {
  const { name, cause } = error as { name?: string; cause?: { code?: string; message?: string } };
  if (name === 'TimeoutError') return 'no answer in time';
  if (cause?.code !== undefined) return cause.code;
  return cause?.message === undefined ? 'no connection' : oneLine(cause.message);
}
