import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, request as ask, type ServerResponse } from 'node:http';
import { listenOnLoopback, type LoopbackServer } from '@packyard/testing';

interface Download {
  href: string;
  header?: Record<string, string>;
}

/** A forge with Git LFS: repositories of another server, and beside each its files. */
export class LfsForge {
  /** `METHOD path authorization` of all that was asked about files. */
  readonly requests: string[] = [];
  readonly files = new Map<string, Buffer>();
  /** How the place of a file is told; changed by tests that need another one. */
  place: (oid: string) => Download | undefined = (oid) => ({ href: `${this.server.url}/files/${oid}` });
  /** What is done with the next requests for files, before they are answered. */
  disturb: ((request: IncomingMessage, response: ServerResponse) => boolean) | undefined;
  server!: LoopbackServer;

  constructor(
    private readonly git: LoopbackServer,
    private readonly token?: string,
  ) {}

  async start(): Promise<this> {
    this.server = await listenOnLoopback(createServer((request, response) => this.answer(request, response)));
    return this;
  }

  /** Returns the text that stands for it in a tree. */
  keep(content: Buffer): string {
    const oid = createHash('sha256').update(content).digest('hex');
    this.files.set(oid, content);
    return `version https://git-lfs.github.com/spec/v1\noid sha256:${oid}\nsize ${content.length}\n`;
  }

  private answer(request: IncomingMessage, response: ServerResponse): void {
    const { url = '/', method = '' } = request;
    if (!/\/info\/lfs\/|^\/files\//.test(url)) {
      this.forward(request, response);
      return;
    }
    this.requests.push(`${method} ${url} ${request.headers.authorization ?? '-'}`);
    if (this.disturb?.(request, response) === true) return;
    if (this.token !== undefined && !this.isAllowed(request)) return void response.writeHead(401).end();
    if (!url.startsWith('/files/')) {
      this.answerBatch(request, response);
      return;
    }
    const content = this.files.get(url.replace('/files/', ''));
    if (content === undefined) return void response.writeHead(404).end();
    response.end(content);
  }

  private isAllowed({ headers: { authorization = '' } }: IncomingMessage): boolean {
    const [scheme, value = ''] = authorization.split(' ');
    const given = scheme === 'Basic' ? Buffer.from(value, 'base64').toString().split(':') : [value];
    return given.includes(this.token ?? '');
  }

  private answerBatch(request: IncomingMessage, response: ServerResponse): void {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const asked = JSON.parse(Buffer.concat(chunks).toString()) as { objects: { oid: string; size: number }[] };
      const objects = asked.objects.map((object) => {
        const download = this.files.has(object.oid) ? this.place(object.oid) : undefined;
        return download === undefined
          ? { ...object, error: { code: 404, message: 'Object does not exist' } }
          : { ...object, actions: { download } };
      });
      response.writeHead(200, { 'content-type': 'application/vnd.git-lfs+json' });
      response.end(JSON.stringify({ transfer: 'basic', objects }));
    });
  }

  private forward(request: IncomingMessage, response: ServerResponse): void {
    const { method = 'GET', url = '/', headers } = request;
    const through = ask({ host: '127.0.0.1', port: this.git.port, path: url, method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    through.on('error', () => response.destroy());
    request.pipe(through);
  }
}
