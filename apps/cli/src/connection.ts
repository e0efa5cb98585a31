import { ClientConfig, ConfigInvalidError, type Environment, readConfig } from '@packyard/config';
import { CliError, EXIT_CODES } from './cli-error';
import { type Found, HomeFolder } from './home-folder';
import { assertNobodyElseListens, isLoopbackUrl, isOfThisMachine } from './local-listeners';
import { readProfile } from './profiles';
import { readSession } from './sessions-file';
import { oneLine } from './progress/text';

export interface ConnectionOptions {
  apiUrl?: string;
  /** Whoever runs an action chose the address: without a token of theirs, it is told none unless it is one's own service. */
  isUrlOfOthers?: boolean;
  token?: string;
  /** What the token was given as, when not by its option. */
  tokenName?: string;
  home?: string;
  profile?: string;
}

/** Where the service is, how to prove who is asking, and where both were found. */
export interface Connection {
  url: string;
  urlFrom: string;
  token: string | undefined;
  /** Where the token was found, or why there is none. */
  tokenFrom: string;
  /** The home on this machine that the token is of: it is for nobody but the service of that, who has to be listening. */
  home?: string;
}

const DEFAULT_URL = 'http://127.0.0.1:8080';
/** What may stand in a header. */
const TOKEN = /^[\x21-\x7e]+$/;

/** Options come before variables, and both before the files that a service on this machine leaves in its home folder. */
export function findConnection(options: ConnectionOptions, environment: Environment, folder: string): Connection {
  const config = readClientConfig(environment);
  const named = options.home ?? config.PACKYARD_HOME;
  const home = named === undefined ? HomeFolder.nearest(folder) : HomeFolder.named(named);
  const profile = options.profile === undefined ? undefined : readProfile(options.profile);
  const chosen =
    valueFrom(options.apiUrl, '--api-url') ??
    valueFrom(profile?.url, profile?.from ?? '') ??
    valueFrom(config.PACKYARD_URL, 'PACKYARD_URL');
  if (home.isNamed) assertUsable(home, { isFromVariable: options.home === undefined, isNeeded: chosen === undefined });
  const address = chosen === undefined ? home.read('address') : undefined;
  const fallback = profile ?? ((chosen ?? address) === undefined ? readProfile(undefined) : undefined);
  const url = chosen ??
    address ??
    valueFrom(fallback?.url, fallback?.from ?? '') ?? { value: DEFAULT_URL, from: 'the default' };
  const parsed = parseUrl(url);
  const service = `${parsed.origin}${parsed.pathname}`.replace(/(?<!\/)\/+$/, '');
  const isElsewhere = !isLoopbackUrl(parsed);
  if (isElsewhere && !home.isNamed && url === address) throw suspiciousAddress(url);
  const isOfProfile = fallback !== undefined && url.from === fallback.from;
  const secret =
    valueFrom(options.token, options.tokenName ?? '--token') ??
    valueFrom(isOfProfile ? fallback.token : undefined, fallback?.from ?? '') ??
    valueFrom(config.PACKYARD_TOKEN, 'PACKYARD_TOKEN') ??
    valueFrom(readSession(service)?.access_token, 'packyard login');
  const connection = { url: service, urlFrom: url.from };
  if (options.isUrlOfOthers === true && options.token === undefined) {
    const own = findConnection(withoutUrl(options), environment, folder).url;
    const tokenFrom = `api_url names ${parsed.host}, and one's own token goes to ${new URL(own).host} alone`;
    if (own !== service) return { ...connection, token: undefined, tokenFrom };
  }
  if (secret === undefined && isElsewhere && !(home.isNamed && isOfHome(url, { options, home }))) {
    return { ...connection, token: undefined, tokenFrom: `${parsed.host} is not the service of ${home.folder}` };
  }
  const token = secret ?? home.read('admin-token');
  if (token !== undefined && !TOKEN.test(token.value)) throw malformedToken(token);
  const isLocal = token !== undefined && secret === undefined && isOfThisMachine(parsed);
  if (isLocal) assertNobodyElseListens(parsed, home.folder);
  const nowhere = `${home.pathOf('admin-token')} does not exist, and PACKYARD_TOKEN is not set`;
  return {
    ...connection,
    token: token?.value,
    tokenFrom: token?.from ?? nowhere,
    ...(isLocal ? { home: home.folder } : {}),
  };
}

/**
 * Whether the address and the home were named together, or it is the address that the home has: the service of a profile, or
 * of another option, is not that of the home which happens to stand in a variable.
 */
function isOfHome(url: Found, { options, home }: { options: ConnectionOptions; home: HomeFolder }): boolean {
  const together = options.home === undefined ? 'PACKYARD_URL' : '--api-url';
  return url.from === together || url.value === home.read('address')?.value;
}

function withoutUrl({ home, profile }: ConnectionOptions): ConnectionOptions {
  return { ...(home === undefined ? {} : { home }), ...(profile === undefined ? {} : { profile }) };
}

/** What to say before a token leaves this machine in the clear; nothing when it does not. */
export function warningOf({ url, token }: Connection): string | undefined {
  const parsed = new URL(url);
  if (token === undefined || parsed.protocol === 'https:' || isLoopbackUrl(parsed)) return undefined;
  return `warning: the token goes to ${parsed.host} over plain HTTP, where others on the way can read it; use https://`;
}

/** Otherwise the command would speak to whatever service answers at the default address. */
function assertUsable(home: HomeFolder, named: { isFromVariable: boolean; isNeeded: boolean }): void {
  if (home.folder.trim() === '')
    throw new CliError('--home is empty.', 'Is a variable in the command not set?', EXIT_CODES.usage);
  const problem = home.problem;
  if (problem === undefined || (problem === 'missing' && !named.isNeeded)) return;
  const [folder, by] = [oneLine(home.folder), named.isFromVariable ? 'PACKYARD_HOME' : '--home'];
  throw new CliError(
    problem === 'missing'
      ? `There is no home ${folder}, which ${by} names.`
      : `${folder}, which ${by} names, ${problem}.`,
    "Give the folder that 'npm start' made, or the address of the service with --api-url or PACKYARD_URL.",
    EXIT_CODES.usage,
  );
}

/** Of commands that ask no service, too: who names a home means something by it. */
export function assertHomeIsUsable(folder: string | undefined): void {
  if (folder !== undefined) assertUsable(HomeFolder.named(folder), { isFromVariable: false, isNeeded: false });
}

function parseUrl({ value, from }: Found): URL {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  if (url !== undefined && /^https?:$/.test(url.protocol) && url.username === '' && url.password === '') return url;
  const problem =
    url?.username || url?.password ? 'contains a user name or password' : 'is not an http:// or https:// URL';
  throw new CliError(
    `The address ${oneLine(value)}, which came from ${from}, ${problem}.`,
    'It has to look like http://127.0.0.1:8080; the token goes into PACKYARD_TOKEN.',
    EXIT_CODES.usage,
  );
}

/** A folder that somebody else made could otherwise name the server to which a token of ours is sent. */
function suspiciousAddress(url: Found): CliError {
  return new CliError(
    `The address ${oneLine(url.value)}, which only ${url.from} names, is of another machine: no token is sent there.`,
    `If that is the right service, say so: --api-url ${oneLine(url.value)}`,
    EXIT_CODES.usage,
  );
}

function malformedToken({ from }: Found): CliError {
  return new CliError(
    `The token from ${from} is not valid: it is empty, or contains blanks or other characters that no token has.`,
    'Copy it again, without line breaks.',
    EXIT_CODES.unauthorized,
  );
}

function readClientConfig(environment: Environment): ClientConfig {
  try {
    return readConfig(ClientConfig, environment);
  } catch (error) {
    if (!(error instanceof ConfigInvalidError)) throw error;
    throw new CliError(error.message, 'Correct these variables, or unset them.', EXIT_CODES.usage);
  }
}

function valueFrom(value: string | undefined, from: string): Found | undefined {
  return value === undefined ? undefined : { value, from };
}
