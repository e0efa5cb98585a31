import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { createSecureContext } from 'node:tls';
import { X509Certificate } from 'node:crypto';
import { RejectedError } from '@packyard/contracts';
import type { GatewayConfig } from '../../gateway.config';
import { makeCertificate } from './make-certificate';

export interface TlsFiles {
  cert: string;
  key: string;
}

type TlsConfig = Pick<
  GatewayConfig,
  'PACKYARD_TLS' | 'PACKYARD_TLS_CERT' | 'PACKYARD_TLS_KEY' | 'PACKYARD_HOST' | 'PACKYARD_HOME'
>;

const CERT_FILE = 'cert.pem';
const KEY_FILE = 'key.pem';
// A certificate that expires sooner is replaced at the next start.
const REMAINING_MS = 7 * 24 * 3600 * 1000;

/**
 * The certificate and key to serve with: from the configuration, or self-signed ones kept in the home folder. Undefined means
 * plain HTTP.
 * @throws RejectedError NOT_READY when either is missing or they don't fit together
 */
export async function findTls(config: TlsConfig): Promise<TlsFiles | undefined> {
  const { PACKYARD_TLS_CERT: cert, PACKYARD_TLS_KEY: key } = config;
  if (cert !== undefined && key !== undefined) return checked({ cert, key });
  if (cert !== undefined || key !== undefined) {
    throw new RejectedError(
      'NOT_READY',
      `${cert === undefined ? 'PACKYARD_TLS_KEY' : 'PACKYARD_TLS_CERT'} is set without ${cert === undefined ? 'PACKYARD_TLS_CERT' : 'PACKYARD_TLS_KEY'}.`,
      { hint: 'Set both, for example as PACKYARD_TLS_CERT_FILE and PACKYARD_TLS_KEY_FILE; or neither.' },
    );
  }
  return config.PACKYARD_TLS === 'self-signed' ? selfSigned(config) : undefined;
}

async function selfSigned({ PACKYARD_HOME: home, PACKYARD_HOST: host }: TlsConfig): Promise<TlsFiles> {
  const folder = join(home, 'tls');
  const former = readFormer(folder);
  if (former !== undefined) return former;
  const names = [...new Set(['localhost', '127.0.0.1', '::1', hostname(), ...(isAny(host) ? [] : [host])])];
  return keep(await makeCertificate(names), folder);
}

/** Publishes both files with one rename. If another gateway was faster, its files win. */
function keep(made: TlsFiles, folder: string): TlsFiles {
  mkdirSync(dirname(folder), { recursive: true });
  const fresh = mkdtempSync(`${folder}-`);
  writeFileSync(join(fresh, KEY_FILE), made.key, { mode: 0o600 });
  writeFileSync(join(fresh, CERT_FILE), made.cert);
  try {
    renameSync(fresh, folder);
    return made;
  } catch (error) {
    rmSync(fresh, { recursive: true });
    const other = readFormer(folder);
    if (other === undefined) throw error;
    return other;
  }
}

/** Removes files that can't be used any longer. */
function readFormer(folder: string): TlsFiles | undefined {
  try {
    const former = {
      cert: readFileSync(join(folder, CERT_FILE), 'utf8'),
      key: readFileSync(join(folder, KEY_FILE), 'utf8'),
    };
    const { validTo, ca: isAuthority } = new X509Certificate(former.cert);
    // Certificates of earlier versions were CAs.
    if (!isAuthority && Date.parse(validTo) - Date.now() > REMAINING_MS) return former;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  rmSync(folder, { recursive: true, force: true });
  return undefined;
}

function checked(files: TlsFiles): TlsFiles {
  const hint = 'Both have to be PEM texts; PACKYARD_TLS_CERT_FILE and PACKYARD_TLS_KEY_FILE name files that hold them.';
  mustDo(() => new X509Certificate(files.cert), { problem: 'PACKYARD_TLS_CERT is no certificate.', hint });
  const problem = 'PACKYARD_TLS_KEY is not the key of PACKYARD_TLS_CERT, or no key without a password.';
  mustDo(() => createSecureContext(files), { problem, hint });
  return files;
}

function mustDo(check: () => unknown, { problem, hint }: { problem: string; hint: string }): void {
  try {
    check();
  } catch (cause) {
    throw new RejectedError('NOT_READY', problem, { hint, cause });
  }
}

function isAny(host: string): boolean {
  return isIP(host) !== 0 && /^[0.:]+$/.test(host);
}
