import { randomBytes } from 'node:crypto';
import type { Socket } from 'node:net';
import { type PackyardError, RejectedError } from '@packyard/contracts';
import type { OneWay } from '@packyard/sandbox';
import { headersOfHost } from '../connection/host-access';
import { HttpConnection, type HttpSettings } from '../http-connection';
import { proxyFor } from '../connection/proxies';
import { NetworkPolicy } from '../network-policy';
import { withoutAuthorities } from './certificate-authorities';
import { type HostAccess, hostAndPort, type ToolVariables } from './tool-variables';

export interface ProxyRules {
  policy: NetworkPolicy;
  settings: HttpSettings;
  places: ToolVariables;
  access: ProxyAccess;
  /** PEM texts that hosts are verified by which the proxy answers for; the usual ones when absent. */
  authorities: readonly string[] | undefined;
  /** That of the proxy itself, which tools have to trust. */
  ownAuthority: string | undefined;
  /** Where the proxy is found. */
  way: OneWay;
}

/** By host: what the settings say, and that together with what the request of the build says. */
export interface ProxyAccess {
  ofSettings: HostAccess;
  all: HostAccess;
}

const EVERYWHERE = new NetworkPolicy({ PACKYARD_ALLOW_PRIVATE_NETWORKS: 'true' });
const MAX_TROUBLES = 100;
const MAX_NAMED_HOSTS = 10_000;
/** More than any tool opens at a time. Each costs the service a file of its own, or two. */
const MAX_ADMITTED = 256;

/** A host that answered 401 or 403. */
interface RefusedLogin {
  /** The origin: a path may be a secret, and foreign code writes what it likes there. */
  place: string;
  status: number;
  /** Whether it was told credentials that requests or settings have for it. */
  isGiven: boolean;
}

/** What one build may fetch, and what became of that. Ends with the build, and all its connections with it. */
export class ProxySession {
  readonly token = randomBytes(24).toString('base64url');
  readonly settings: HttpSettings;
  private readonly abort = new AbortController();
  private readonly sockets = new Set<Socket>();
  private readonly admitted = new Set<Socket>();
  private readonly connections = new Map<string, HttpConnection>();
  private readonly troubles: PackyardError[] = [];
  private login: RefusedLogin | undefined;
  private withheld = 0;
  private readonly namedHosts = new Set<string>();

  constructor(private readonly rules: ProxyRules) {
    this.settings = { ...rules.settings, ...rules.places.proxies, PACKYARD_HOST_ACCESS: rules.access.all };
  }

  /** The variables without anything that leads somewhere: for programs that have nothing to fetch. */
  get environment(): Readonly<Record<string, string>> {
    const { environment } = this.rules.places;
    return this.rules.authorities === undefined ? environment : withoutAuthorities(environment);
  }

  /** Variables that lead tools here and nowhere else. */
  get route(): Record<string, string> {
    const url = `http://build:${this.token}@127.0.0.1:${this.way.port}`;
    return Object.fromEntries(PROXY_VARIABLES.map((name) => [name, url]));
  }

  /** What tools have to trust, as the text of a PEM file; nothing when the usual authorities will do. */
  get trusted(): string | undefined {
    const { authorities, ownAuthority } = this.rules;
    return authorities === undefined ? undefined : [...authorities, ownAuthority ?? ''].join('\n');
  }

  /** For those who have no other network. */
  get way(): OneWay {
    return this.rules.way;
  }

  get signal(): AbortSignal {
    return this.abort.signal;
  }

  /** What was refused or could not be reached, in order. */
  get trouble(): {
    refused: RejectedError | undefined;
    unreachable: PackyardError | undefined;
    login?: RefusedLogin | undefined;
    /** Whether somebody is to be told that it wants a login. */
    isNamed?: (url: URL) => boolean;
  } {
    return {
      login: this.login,
      isNamed: (url) => this.isNamed(url),
      refused: this.troubles.find((error): error is RejectedError => error instanceof RejectedError),
      unreachable: this.troubles.findLast((error) => !(error instanceof RejectedError)),
    };
  }

  /** What servers might repeat, and tools print. */
  get secrets(): string[] {
    return Object.values(this.rules.access.all).flatMap(({ authorization }) => secretsIn(authorization ?? ''));
  }

  /** The indexes that the operator has chosen may be anywhere. */
  policyFor(url: URL): NetworkPolicy {
    return this.rules.places.indexHosts.has(hostAndPort(url)) ? EVERYWHERE : this.rules.policy;
  }

  proxyFor(url: URL): URL | undefined {
    return proxyFor(url, this.settings);
  }

  /** Whether the proxy has to see the requests to this host, because it has something to add. */
  answersFor({ host, hostname }: URL): boolean {
    return Object.hasOwn(this.access, host) || Object.hasOwn(this.access, hostname);
  }

  headersFor(url: URL): Record<string, string> {
    return headersOfHost(url, { ...this.settings, PACKYARD_HOST_ACCESS: this.access }, true);
  }

  /** For what others get as well: whoever sent the request does not decide by a login of theirs what that is. */
  async withSettingsAlone<Result>(work: () => Promise<Result>): Promise<Result> {
    this.withheld += 1;
    try {
      return await work();
    } finally {
      this.withheld -= 1;
    }
  }

  private get access(): HostAccess {
    return this.withheld > 0 ? this.rules.access.ofSettings : this.rules.access.all;
  }

  /** Connections to one place are kept for its next request. */
  connectionTo(url: URL): HttpConnection {
    const known = this.connections.get(url.origin);
    if (known !== undefined) return known;
    const order = { verifySsl: true, signal: this.signal };
    const route = { url, proxy: this.proxyFor(url), authorities: this.rules.authorities };
    const connection = new HttpConnection(this.policyFor(url), this.settings, order, route);
    this.connections.set(url.origin, connection);
    return connection;
  }

  note(error: PackyardError): void {
    if (this.troubles.length < MAX_TROUBLES) this.troubles.push(error);
  }

  /** The files of the pack send tools there. */
  expect(url: URL): void {
    if (this.namedHosts.size < MAX_NAMED_HOSTS) this.namedHosts.add(hostAndPort(url));
  }

  /**
   * The first one: what follows may follow from it. Not all tools say that they were refused. Foreign code asks anybody: of
   * others than operator, request and pack name, nobody is told that they want a password.
   */
  noteLogin(url: URL, told: Pick<RefusedLogin, 'status' | 'isGiven'>): void {
    if (this.isNamed(url)) this.login ??= { place: url.origin, ...told };
  }

  private isNamed(url: URL): boolean {
    const host = hostAndPort(url);
    const isChosen = this.rules.places.indexHosts.has(host) || this.namedHosts.has(host);
    return isChosen || this.answersFor(url) || Object.hasOwn(this.access, `http://${url.host}`);
  }

  /** For one that a tool has opened. False when the build has too many: then it is closed. */
  admit(socket: Socket): boolean {
    if (this.admitted.has(socket)) return true;
    if (this.admitted.size >= MAX_ADMITTED) {
      socket.destroy();
      return false;
    }
    this.admitted.add(socket);
    socket.once('close', () => this.admitted.delete(socket));
    this.keep(socket);
    return true;
  }

  /** Until the build ends. */
  keep(socket: Socket): void {
    this.sockets.add(socket);
    socket.once('close', () => this.sockets.delete(socket));
  }

  close(): void {
    this.abort.abort(new Error('The build has ended'));
    for (const socket of this.sockets) socket.destroy();
    for (const connection of this.connections.values()) connection.close();
  }
}

/** Without its scheme; and of a pair of name and password, the password. */
function secretsIn(authorization: string): string[] {
  const [, scheme = '', value = ''] = /^(\S+) (.+)$/.exec(authorization) ?? [];
  if (!/^basic$/i.test(scheme)) return [value || authorization];
  const pair = Buffer.from(value, 'base64').toString();
  return [value, pair.slice(pair.indexOf(':') + 1)];
}

const PROXY_VARIABLES = [
  ...['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY'].flatMap((name) => [name, name.toLowerCase()]),
  'npm_config_proxy',
  'npm_config_https_proxy',
];
