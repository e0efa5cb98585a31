import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { ClientConfig, ConfigInvalidError, type Environment, readConfig } from '@packyard/config';
import { CliError, EXIT_CODES } from './cli-error';

export interface ConnectionOptions {
  apiUrl?: string;
  token?: string;
  home?: string;
}

/** Where the service is, how to prove who is asking, and where both were found. */
export interface Connection {
  url: string;
  urlFrom: string;
  token: string | undefined;
  tokenFrom: string;
}

interface Found {
  value: string;
  from: string;
}

const DEFAULT_URL = 'http://127.0.0.1:8080';

/** Options come before variables, and both before the files that a service on this machine leaves in its home folder. */
export function findConnection(options: ConnectionOptions, environment: Environment, folder: string): Connection {
  const config = readClientConfig(environment);
  const home = options.home ?? config.PACKYARD_HOME ?? findHome(folder);
  const url = given(options.apiUrl, '--api-url') ??
    given(config.PACKYARD_URL, 'PACKYARD_URL') ??
    readFile(home, 'address') ?? { value: DEFAULT_URL, from: 'the default' };
  const token =
    given(options.token, '--token') ?? given(config.PACKYARD_TOKEN, 'PACKYARD_TOKEN') ?? readFile(home, 'admin-token');
  return {
    url: url.value.replace(/\/+$/, ''),
    urlFrom: url.from,
    token: token?.value,
    tokenFrom: token?.from ?? 'nowhere',
  };
}

function readClientConfig(environment: Environment): ClientConfig {
  try {
    return readConfig(ClientConfig, environment);
  } catch (error) {
    if (!(error instanceof ConfigInvalidError)) throw error;
    throw new CliError(error.message, 'Mend these variables, or unset them.', EXIT_CODES.usage);
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

function readFile(home: string, name: string): Found | undefined {
  const path = resolve(home, name);
  try {
    return { value: readFileSync(path, 'utf8').trim(), from: path };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw new CliError(
      `${path} can't be read (${code ?? 'unknown error'}).`,
      'Run as the user that runs the service, or set PACKYARD_TOKEN.',
      EXIT_CODES.usage,
    );
  }
}
