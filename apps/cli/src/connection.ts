import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { ClientConfig, ConfigInvalidError, type Environment, readConfig } from '@packyard/config';
import { CliError, EXIT_CODES } from './cli-error';
import { readProfile } from './profiles';
import { oneLine } from './progress/text';

export interface ConnectionOptions {
  apiUrl?: string;
  token?: string;
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
}

interface Found {
  value: string;
  from: string;
}

interface Home {
  folder: string;
  /** Whether somebody named it; otherwise it was come across on the way up from the current folder. */
  isNamed: boolean;
}

const DEFAULT_URL = 'http://127.0.0.1:8080';
/** What may stand in a header. */
const TOKEN = /^[\x21-\x7e]+$/;

/** Options come before variables, and both before the files that a service on this machine leaves in its home folder. */
export function findConnection(options: ConnectionOptions, environment: Environment, folder: string): Connection {
  const config = readClientConfig(environment);
  const named = options.home ?? config.PACKYARD_HOME;
  const home = named === undefined ? { folder: findHome(folder), isNamed: false } : { folder: named, isNamed: true };
  const address = readFile(home, 'address');
  const profile = options.profile === undefined ? undefined : readProfile(options.profile);
  const fallback = profile ?? (address === undefined ? readProfile(undefined) : undefined);
  const chosen =
    given(options.apiUrl, '--api-url') ??
    given(profile?.url, profile?.from ?? '') ??
    given(config.PACKYARD_URL, 'PACKYARD_URL');
  if (chosen === undefined && home.isNamed) assertThere(home.folder, options.home === undefined);
  const url = chosen ??
    address ??
    given(fallback?.url, fallback?.from ?? '') ?? { value: DEFAULT_URL, from: 'the default' };
  const parsed = parseUrl(url);
  const isOfProfile = fallback !== undefined && url.from === fallback.from;
  const secret =
    given(options.token, '--token') ??
    given(isOfProfile ? fallback.token : undefined, fallback?.from ?? '') ??
    given(config.PACKYARD_TOKEN, 'PACKYARD_TOKEN');
  const isStranger = !home.isNamed && !isLoopback(parsed);
  if (secret !== undefined && isStranger && url === address) throw suspiciousAddress(url, secret);
  const connection = { url: `${parsed.origin}${parsed.pathname}`.replace(/\/+$/, ''), urlFrom: url.from };
  if (secret === undefined && isStranger && url !== address) {
    return { ...connection, token: undefined, tokenFrom: `${parsed.host} is not the service of ${home.folder}` };
  }
  const token = secret ?? readFile(home, 'admin-token');
  if (token !== undefined && !TOKEN.test(token.value)) throw malformedToken(token);
  const nowhere = `${resolve(home.folder, 'admin-token')} does not exist, and PACKYARD_TOKEN is not set`;
  return { ...connection, token: token?.value, tokenFrom: token?.from ?? nowhere };
}

/** Otherwise the command would speak to whatever service answers at the default address. */
function assertThere(home: string, isFromVariable: boolean): void {
  if (existsSync(home)) return;
  throw new CliError(
    `There is no home ${oneLine(home)}, which ${isFromVariable ? 'PACKYARD_HOME' : '--home'} names.`,
    "Give the folder that 'npm start' made, or the address of the service with --api-url or PACKYARD_URL.",
    EXIT_CODES.usage,
  );
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

function isLoopback({ hostname }: URL): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d+){3}$/.test(hostname);
}

/** A folder that somebody else made could otherwise name the server to which a token of ours is sent. */
function suspiciousAddress(url: Found, token: Found): CliError {
  return new CliError(
    `The token from ${token.from} is not sent to ${oneLine(url.value)}, which only ${url.from} names.`,
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

function given(value: string | undefined, from: string): Found | undefined {
  return value === undefined ? undefined : { value, from };
}

/** The nearest `.packyard`, upward from the folder, as git looks for its own. */
function findHome(folder: string): string {
  const candidate = join(folder, '.packyard');
  const parent = dirname(folder);
  return existsSync(candidate) || parent === folder ? candidate : findHome(parent);
}

function readFile(home: Home, name: string): Found | undefined {
  const path = resolve(home.folder, name);
  try {
    return { value: readFileSync(path, 'utf8').trim(), from: path };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw new CliError(
      `${path} can't be read (${code ?? 'unknown error'}).`,
      'Run as the user that runs the service, or set PACKYARD_URL and PACKYARD_TOKEN.',
      EXIT_CODES.unauthorized,
    );
  }
}
