import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { listenOnLoopback, type LoopbackServer } from '@packyard/testing';
import { type Artifact, digestOf } from './oci-artifact';

const TICKET = 'ticket-of-the-login';

/** Answers as registries of containers do whose logins give out tokens; content lies at another address, as in the clouds. */
export class OciStandIn {
  /** `METHOD /path scheme` of the registry, its login and its storage. */
  readonly requests: string[] = [];
  private readonly manifests = new Map<string, Artifact>();
  private readonly blobs = new Map<string, Buffer>();
  private registry!: LoopbackServer;
  private storage!: LoopbackServer;
  /** Where the registry says that its login is; its own when absent. */
  realm: string | undefined;
  /** Where the registry sends who asks for a manifest. */
  leadsTo: string | undefined;
  /** What tokens were last asked for. */
  scope: string | null | undefined;
  /** What is sent in place of content. */
  tamper: ((content: Buffer) => Buffer) | undefined;

  /** With a token only those get a ticket who bring it; without, everybody does. */
  constructor(private readonly token?: string) {}

  async start(): Promise<this> {
    this.registry = await listenOnLoopback(createServer((request, response) => this.answer(request, response)));
    this.storage = await listenOnLoopback(createServer((request, response) => this.store(request, response)));
    return this;
  }

  get host(): string {
    return `127.0.0.1:${this.registry.port}`;
  }

  get storageHost(): string {
    return `127.0.0.1:${this.storage.port}`;
  }

  async close(): Promise<void> {
    await Promise.all([this.registry.close(), this.storage.close()]);
  }

  /** Returns the digest of its manifest. */
  push(repository: string, tag: string, artifact: Artifact): string {
    for (const [digest, blob] of artifact.blobs) this.blobs.set(digest, blob);
    const digest = digestOf(artifact.manifest);
    for (const reference of [tag, digest]) this.manifests.set(`${repository}/${reference}`, artifact);
    return digest;
  }

  private answer(request: IncomingMessage, response: ServerResponse): void {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://loopback');
    const [scheme = '-', value = ''] = (request.headers.authorization ?? '').split(' ');
    this.requests.push(`${request.method ?? ''} ${pathname} ${scheme || '-'}`);
    if (pathname === '/token') {
      this.scope = searchParams.get('scope');
      const given = Buffer.from(value, 'base64').toString().split(':');
      if (this.token !== undefined && !given.includes(this.token)) return void response.writeHead(401).end();
      return void response.end(JSON.stringify({ token: TICKET }));
    }
    if (scheme !== 'Bearer' || value !== TICKET) {
      const realm = this.realm ?? `${this.registry.url}/token`;
      response.setHeader('www-authenticate', `Bearer realm="${realm}",service="stand-in",scope="repository:x:pull"`);
      return void response.writeHead(401).end();
    }
    const [, repository = '', kind = '', reference = ''] =
      /^\/v2\/(.+)\/(manifests|blobs)\/([^/]+)$/.exec(pathname) ?? [];
    const artifact = this.manifests.get(`${repository}/${reference}`);
    if (kind === 'blobs' && this.blobs.has(reference)) {
      return void response.writeHead(307, { location: `${this.storage.url}/${reference}` }).end();
    }
    if (this.leadsTo !== undefined) {
      return void response.writeHead(307, { location: `${this.leadsTo}${pathname}` }).end();
    }
    if (artifact === undefined) return void response.writeHead(404).end();
    response.setHeader('docker-content-digest', digestOf(artifact.manifest));
    response.writeHead(200, { 'content-type': artifact.mediaType });
    response.end(this.tamper?.(artifact.manifest) ?? artifact.manifest);
  }

  private store(request: IncomingMessage, response: ServerResponse): void {
    this.requests.push(`${request.method ?? ''} storage ${request.headers.authorization ?? '-'}`);
    const content = this.blobs.get((request.url ?? '').slice(1)) ?? Buffer.alloc(0);
    response.end(this.tamper?.(content) ?? content);
  }
}
