import { readFile } from 'node:fs/promises';
import { getCACertificates, rootCertificates } from 'node:tls';
import { RejectedError } from '@packyard/contracts';

/** The well-known authorities, those of the system, and those of the files: PEM texts. */
export async function readAuthorities(files: readonly string[]): Promise<string[]> {
  const added = await Promise.all(files.map(read));
  return [...new Set([...rootCertificates, ...getCACertificates('system'), ...added])];
}

async function read(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw new RejectedError('ENVIRONMENT_FAILED', `The authorities in ${file} can't be read.`, {
      hint: 'Name a PEM file in PACKYARD_CA_FILE, PIP_CERT and the like, or leave them out on the worker.',
      cause,
    });
  }
}

/** What the tools of a build are told to trust instead of the usual authorities. */
export function authorityVariables(file: string): Record<string, string> {
  return Object.fromEntries(AUTHORITY_VARIABLES.map((name) => [name, file]));
}

export function withoutAuthorities(environment: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !isAuthority(name)));
}

/** Whether a variable names a file of authorities. */
export function isAuthority(name: string): boolean {
  return AUTHORITY_VARIABLES.some((known) => known.toLowerCase() === name.toLowerCase());
}

const AUTHORITY_VARIABLES = [
  'SSL_CERT_FILE',
  'PIP_CERT',
  'REQUESTS_CA_BUNDLE',
  'CURL_CA_BUNDLE',
  'GIT_SSL_CAINFO',
  'NODE_EXTRA_CA_CERTS',
  'npm_config_cafile',
];
