import { ErrorBody } from '@packyard/contracts';
import { CliError, type ErrorExitCode, EXIT_CODES } from './cli-error';
import type { Connection } from './connection';
import { inWordsOfCommands, OTHER_TOKEN } from './service-hints';
import type { Answer } from './http/answer';
import { parseJson } from './parse-json';
import { oneLine } from './progress/text';

/** Attune's own errors have no message beside the error. */
const Refused = ErrorBody.partial();

/** The service answers, but a place that the request names does not. */
const ELSEWHERE: readonly string[] = ['REGISTRY_UNAVAILABLE', 'SOURCE_UNAVAILABLE'];

interface Cause {
  code?: string;
  message?: string;
}

/** Nobody answered, or not to the end. */
export function unreachable({ url, urlFrom }: Connection, error: unknown): CliError {
  return new CliError(
    `No Packyard answers at ${oneLine(url)} (${reasonOf(error)}; the address came from ${urlFrom}).`,
    remedyOf((error as { cause?: Cause }).cause ?? {}),
    EXIT_CODES.unreachable,
  );
}

/** The commands know the routes: of the address they want what stands before them. */
function routeHint({ url }: Connection, hint: string | undefined): string | undefined {
  const [path] = /(?:\/api)?\/v\d+\/?$|\/api\/?$/.exec(url) ?? [];
  if (path !== undefined) return `Leave ${path} out of the address: ${oneLine(url.slice(0, -path.length))}.`;
  return hint && inWordsOfCommands(oneLine(hint));
}

function remedyOf({ code = '', message = '' }: Cause): string {
  if (/CERT|SIGNATURE|ALTNAME/.test(code))
    return "Name a certificate that you trust in NODE_EXTRA_CA_CERTS; a self-signed one is in the tls folder of the service's home.";
  if (/wrong version number|packet length too long/i.test(message))
    return 'Somebody answers there, but not by TLS: write the address with http:// instead of https://.';
  return "Start it with 'npm start', or say where it is with --api-url or PACKYARD_URL.";
}

/** Somebody answered, but not with what Packyard answers. */
export function foreignAnswer({ url, urlFrom }: Connection): CliError {
  return new CliError(
    `${oneLine(url)} did not answer as Packyard does (the address came from ${urlFrom}).`,
    'Check the address. A service that is older or newer than this command would look like this, too.',
    EXIT_CODES.unreachable,
  );
}

/** The service said no, and why. */
export async function refusal(connection: Connection, answer: Answer): Promise<CliError> {
  const text = await answer.text().catch(() => '');
  const parsed = Refused.safeParse(parseJson(text));
  const { error, code, message, hint, details = [] } = parsed.success ? parsed.data : { message: text.slice(0, 300) };
  const said = oneLine(message ?? error ?? '') || `The service answered with status ${answer.status}.`;
  const refused = { status: answer.status, code, said, isPassing: isPassing(answer.status) };
  const exitCode = exitCodeOf(answer.status, code);
  const todo = code === 'ROUTE_NOT_FOUND' ? routeHint(connection, hint) : hint && inWordsOfCommands(oneLine(hint));
  if (exitCode === EXIT_CODES.unauthorized) {
    const isAboutParameter = said.includes('the parameter api_token');
    const told = isAboutParameter ? `${said}.` : `${said.replace(/\.$/, '')} (${tokenSource(connection)}).`;
    return new CliError(told, todo ?? OTHER_TOKEN, exitCode, refused);
  }
  const lines = details.map(({ path, message: problem }) => `\n  ${oneLine(path)}: ${oneLine(problem)}`);
  const told =
    lines.length === 0 ? (/[.!?]$/.test(said) ? said : `${said}.`) : `The request is not right:${lines.join('')}`;
  return new CliError(told, todo, exitCode, refused);
}

/** Only these are about the token: what is protected stays so whoever asks. */
function isAboutToken(status: number, code: string | undefined): boolean {
  return status === 401 || (status === 403 && (code === undefined || code === 'FORBIDDEN'));
}

/** What the request names is not right or not there, unless it is the token or the service that fails. */
function exitCodeOf(status: number, code: string | undefined): ErrorExitCode {
  if (code !== undefined && ELSEWHERE.includes(code)) return EXIT_CODES.usage;
  if (isAboutToken(status, code)) return EXIT_CODES.unauthorized;
  return isPassing(status) ? EXIT_CODES.unreachable : EXIT_CODES.usage;
}

/** Our own bugs included: one execution outlives many of them. */
function isPassing(status: number): boolean {
  return status === 429 || status >= 500;
}

function tokenSource({ token, tokenFrom }: Connection): string {
  return token === undefined ? `no token was sent: ${tokenFrom}` : `the token came from ${tokenFrom}`;
}

function reasonOf(error: unknown): string {
  const { name, cause } = error as { name?: string; cause?: Cause };
  if (name === 'TimeoutError') return 'no answer in time';
  if (cause?.code !== undefined) return cause.code;
  return cause?.message === undefined ? 'no connection' : oneLine(cause.message);
}
