import { isIP } from 'node:net';
import { createSecureContext, type SecureContext } from 'node:tls';
import type { generate as Generate } from 'selfsigned';

const VALID_DAYS = 3650;
/** Requests name hosts as well as settings do, and each takes some 76 KiB. */
const MAX_KEPT = 200;
const DNS_NAME = 2;
const IP_ADDRESS = 7;
/** What it takes an address for, behind a proxy. */
const FOR_NPM = { type: DNS_NAME, value: 'localhost' } as const;

interface Pair {
  /** PEM texts. */
  cert: string;
  key: string;
}

/**
 * Certificates of hosts that the proxy answers for. Their authority is made when it is first needed, lies in the memory of
 * this process alone, and is trusted only by tools of builds.
 */
export class HostCertificates {
  private readonly contexts = new Map<string, Promise<SecureContext>>();
  private made: Promise<Pair> | undefined;

  /** The authority's certificate as PEM. */
  async authority(): Promise<string> {
    return (await this.pair()).cert;
  }

  contextFor(hostname: string): Promise<SecureContext> {
    const context = this.contexts.get(hostname) ?? this.makeContext(hostname);
    // The last one that was asked for stands last.
    this.contexts.delete(hostname);
    this.contexts.set(hostname, context);
    const [first = ''] = this.contexts.keys();
    if (this.contexts.size > MAX_KEPT) this.contexts.delete(first);
    return context;
  }

  private async makeContext(hostname: string): Promise<SecureContext> {
    const name = hostname.replace(/^\[|\]$/g, '');
    const authority = await this.pair();
    const made = await certificate('Packyard build proxy', authority, [
      { name: 'basicConstraints', cA: false, critical: true },
      { name: 'keyUsage', critical: true, digitalSignature: true },
      { name: 'extKeyUsage', serverAuth: true },
      {
        name: 'subjectAltName',
        altNames: isIP(name) === 0 ? [{ type: DNS_NAME, value: name }] : [{ type: IP_ADDRESS, ip: name }, FOR_NPM],
      },
    ]);
    return createSecureContext({ key: made.key, cert: `${made.cert}\n${authority.cert}` });
  }

  private pair(): Promise<Pair> {
    return (this.made ??= certificate('Packyard build proxy authority', undefined, [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', critical: true, keyCertSign: true, cRLSign: true },
    ]));
  }
}

type Extensions = NonNullable<NonNullable<Parameters<typeof Generate>[1]>['extensions']>;

async function certificate(name: string, ca: Pair | undefined, extensions: Extensions): Promise<Pair> {
  // Loaded on demand: it takes 17 MB and 0.2 s.
  const { generate } = await import('selfsigned');
  const made = await generate([{ name: 'commonName', value: name }], {
    keyType: 'ec',
    algorithm: 'sha256',
    notBeforeDate: new Date(Date.now() - 3_600_000),
    notAfterDate: new Date(Date.now() + VALID_DAYS * 24 * 3_600_000),
    extensions,
    ...(ca === undefined ? {} : { ca }),
  });
  return { cert: made.cert, key: made.private };
}
