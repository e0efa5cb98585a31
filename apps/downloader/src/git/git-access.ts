import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { rootCertificates } from 'node:tls';
import type { IncomingHttpHeaders } from 'node:http';
import { type GitSource, MaskedUrl, maskText, RejectedError } from '@packyard/contracts';
import {
  type HostSettings,
  type HttpClient,
  type HttpRequest,
  type NetworkPolicy,
  type Route,
} from '@packyard/network';
import type { FetchRequest } from '../sources/pack-source';
import { ADVERTISEMENT_TYPE, readAdvertisement } from './git-advertisement';
import { MAX_REFS_BYTES, tooManyRefs } from './git-refs';
import type { RefChoice } from './ref-choice';
import { sshCommand } from './ssh-command';

/** How git gets to a repository. */
export interface GitRoute {
  /** Where redirects end, without credentials. */
  url: string;
  /** The same with them; absent where it is not asked over HTTP. */
  http?: MaskedUrl;
  /** Of git; credentials are in it. */
  configuration: Record<string, string>;
  environment: Record<string, string>;
  /** What it has of what is wanted, where the server said so when it was asked for the way. */
  refs?: RefChoice;
}

/** What a server answered at `info/refs`. */
interface Asked {
  /** Where redirects led to. */
  final: URL;
  /** Somebody speaks git's protocol there, and no web server has the files of a repository. */
  isSmart: boolean;
  /** What it has of what is wanted, if that could be understood. */
  refs?: RefChoice | undefined;
}

/** A repository, and what is wanted of it: the way to that is of no use to others. */
type Wanted = Pick<GitSource, 'url' | 'refSpec'>;
type Config = Pick<HostSettings, 'PACKYARD_HOST_ACCESS'>;

// What is wrong with a repository that is there, or with asking at all.
const PASSED_ON = ['SOURCE_FORBIDDEN', 'LIMIT_EXCEEDED'];

/** Finds out how git may connect: by our rules about networks, proxies, authorities and credentials, and not by its own. */
export class GitAccess {
  constructor(
    private readonly policy: NetworkPolicy,
    private readonly http: HttpClient,
    private readonly config: Config,
  ) {}

  async routeTo(source: Wanted, request: FetchRequest, signal: AbortSignal): Promise<GitRoute> {
    const url = request.secretUrl ?? (URL.canParse(source.url) ? new MaskedUrl(source.url) : undefined);
    if (url !== undefined && /^https?:$/.test(url.reveal().protocol)) {
      return this.routeFrom(await this.ask({ ...source, url }, request, signal), request, signal);
    }
    const place = placeOf(source.url);
    const [found] = await this.policy.resolve(place.hostname, signal);
    const address = found?.address ?? '';
    if (/^git:/i.test(source.url)) return atAddress(source.url, address);
    const command = sshCommand({ ...place, address }, this.config);
    return { url: source.url, configuration: {}, environment: { GIT_SSH_COMMAND: command } };
  }

  /** To a URL over HTTP that does not look like a repository; nothing when none answers there. */
  async routeIfAny(source: Wanted, request: FetchRequest, signal: AbortSignal): Promise<GitRoute | undefined> {
    const url = request.secretUrl ?? new MaskedUrl(source.url);
    const answer = await this.ask({ ...source, url }, request, signal).catch((error: unknown) => {
      if (!(error instanceof RejectedError) || PASSED_ON.includes(error.code)) throw error;
    });
    return answer?.isSmart === true ? this.routeFrom(answer, request, signal) : undefined;
  }

  /** git is not allowed to follow redirects, since it would not check where they lead. What it would ask first is known then. */
  private async ask(
    { url, refSpec }: { url: MaskedUrl; refSpec?: string | undefined },
    request: FetchRequest,
    signal: AbortSignal,
  ): Promise<Asked> {
    const isWanted = ({ 'content-type': type }: IncomingHttpHeaders) => type?.startsWith(ADVERTISEMENT_TYPE) === true;
    try {
      const answer = await this.http.ask(this.probe(url, request, signal), { isWanted });
      const isSmart = isWanted(answer.headers);
      const refs = isSmart ? readAdvertisement(answer.body, refSpec) : undefined;
      return { final: repositoryOf(answer.url), isSmart, refs };
    } catch (error) {
      throw error instanceof RejectedError && error.code === 'LIMIT_EXCEEDED' ? tooManyRefs(String(url)) : error;
    }
  }

  private async routeFrom({ final, refs }: Asked, request: FetchRequest, signal: AbortSignal): Promise<GitRoute> {
    const route = await this.http.routeTo(final, { verifySsl: request.verifySsl, signal });
    const http = new MaskedUrl(final.href);
    const { bare } = http;
    const authorities = route.authorities === undefined ? {} : await trusting(route.authorities, request.scratchFolder);
    const configuration = { ...configurationOf(final, bare, route), ...authorities };
    return { url: bare, http, configuration, environment: {}, ...(refs === undefined ? {} : { refs }) };
  }

  private probe(url: MaskedUrl, { verifySsl, mayLeadTo }: FetchRequest, signal: AbortSignal): HttpRequest {
    const probe = url.reveal();
    probe.pathname = `${probe.pathname.replace(/\/$/, '')}/info/refs`;
    probe.search = '?service=git-upload-pack';
    // Nobody can raise it: what is more is told in words of its own.
    const limit = { maxBytes: MAX_REFS_BYTES, limitName: '' };
    const guard = mayLeadTo === undefined ? {} : { mayLeadTo: (next: URL) => mayLeadTo(repositoryOf(next)) };
    return { url: new MaskedUrl(probe.href), verifySsl, ...limit, ...guard, signal, shownAs: String(url) };
  }
}

/** Of the URL of its references. */
function repositoryOf(references: URL): URL {
  const url = new URL(references);
  url.pathname = url.pathname.replace(/\/info\/refs$/, '');
  url.search = '';
  return url;
}

/** Credentials are only for this very repository: git compares the URL before it uses them. */
function configurationOf(
  { hostname, port, protocol }: URL,
  bare: string,
  { address, proxy, authorization, certificate, key }: Route,
): Record<string, string> {
  const usedPort = port || (protocol === 'https:' ? '443' : '80');
  return {
    // Empty: none, whatever the environment says.
    'http.proxy': proxy?.href ?? '',
    ...(proxy?.username ? { 'http.proxyAuthMethod': 'basic' } : {}),
    ...(address === undefined ? {} : { 'http.curloptResolve': `${hostname}:${usedPort}:${address}` }),
    ...(authorization === undefined ? {} : { [`http.${bare}.extraHeader`]: `Authorization: ${authorization}` }),
    ...(certificate === undefined ? {} : { [`http.${bare}.sslCert`]: certificate }),
    ...(key === undefined ? {} : { [`http.${bare}.sslKey`]: key }),
  };
}

/** git knows one file of authorities, and trusts no others then. */
async function trusting(added: string, scratchFolder: string): Promise<Record<string, string>> {
  const file = join(scratchFolder, 'authorities.pem');
  await writeFile(file, [...rootCertificates, await readFile(added, 'utf8')].join('\n'));
  return { 'http.sslCAInfo': file };
}

/** `ssh://user@host:port/path`, `git://host/path` or `user@host:path`. */
function placeOf(url: string): { host: string; hostname: string; port: string } {
  if (URL.canParse(url)) {
    const { host, hostname, port } = new URL(url);
    return { host, hostname, port };
  }
  const host = /^[^@]*@([^:]+):/.exec(url)?.[1] ?? url;
  return { host, hostname: host, port: '' };
}

/** git connects to the address that was checked, and asks it for the host by its name. */
function atAddress(written: string, address: string): GitRoute {
  const { href, host, port } = new URL(written);
  const named = `git://${host}/`;
  // What is not replaced, git would look up once more.
  if (!href.startsWith(named)) throw unusual(written, named);
  const bracketed = address.includes(':') ? `[${address}]` : address;
  const base = `git://${bracketed}${port === '' ? '' : `:${port}`}/`;
  return {
    url: href,
    configuration: { [`url.${base}.insteadOf`]: named },
    environment: { GIT_OVERRIDE_VIRTUAL_HOST: host },
  };
}

function unusual(written: string, named: string): RejectedError {
  return new RejectedError(
    'SOURCE_INVALID',
    `The address '${maskText(written).slice(0, 200)}' names more than a host.`,
    {
      hint: `Give it as ${named}… : git takes neither a user nor a password there.`,
    },
  );
}
