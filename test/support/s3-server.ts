import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { eventually, listenOnLoopback, type LoopbackServer } from '@packyard/testing';
import { addressOfObject } from '../../apps/downloader/src/s3/object-address';
import { signRequest } from '../../apps/downloader/src/s3/sign-request';

const PROGRAM = process.env['PACKYARD_TEST_S3_SERVER'] ?? 'versitygw';
export const KEY = { accessKeyId: 'packyard-key', secretAccessKey: 'a/secret+with=marks' };
export const REGION = 'eu-test-1';

/** Why the real one (versitygw) is not there; nothing when it is. */
export function s3ServerProblem(): string | undefined {
  try {
    execFileSync(PROGRAM, ['--version'], { stdio: 'pipe' });
    return undefined;
  } catch {
    return 'there is no versitygw (go install github.com/versity/versitygw/cmd/versitygw@v1.8.0, or its path in PACKYARD_TEST_S3_SERVER)';
  }
}

/**
 * A real store of objects on this machine, with one key and one region. It listens at a socket of its own, since it does not
 * tell which port it was given; what is between it and us can cut what it sends.
 */
export class S3Server {
  /** Of the next answer so many bytes are passed on; what is given then is told how to end it. */
  cut: { afterBytes: number; then: (end: () => void) => void } | undefined;
  /** First lines of requests, with the range that they ask for. */
  readonly requests: string[] = [];
  private open!: LoopbackServer;
  private program!: ChildProcess;

  constructor(private readonly folder: string) {}

  async start(): Promise<this> {
    const [data, versions, iam] = ['data', 'versions', 'iam'].map((name) => join(this.folder, name));
    for (const made of [data, versions, iam]) mkdirSync(made ?? '', { recursive: true });
    const socket = join(this.folder, 's3');
    const about = ['--region', REGION, '--iam-dir', iam ?? '', '--port', socket, '--quiet'];
    this.program = spawn(PROGRAM, [...about, 'posix', '--versioning-dir', versions ?? '', data ?? ''], {
      env: { ...process.env, ROOT_ACCESS_KEY_ID: KEY.accessKeyId, ROOT_SECRET_ACCESS_KEY: KEY.secretAccessKey },
      stdio: 'ignore',
    });
    await eventually(() => untilConnected(socket));
    this.open = await listenOnLoopback(createServer((client) => this.relay(client, socket)));
    return this;
  }

  get host(): string {
    return `127.0.0.1:${this.open.port}`;
  }

  /** Everybody may read it where it is said so. */
  async makeBucket(bucket: string, { isPublic = false, isVersioned = false } = {}): Promise<void> {
    await this.send('PUT', `/${bucket}`);
    if (isVersioned) await this.send('PUT', `/${bucket}?versioning=`, VERSIONED);
    if (!isPublic) return;
    const statement = { Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: `arn:aws:s3:::${bucket}/*` };
    await this.send('PUT', `/${bucket}?policy=`, JSON.stringify({ Version: '2012-10-17', Statement: [statement] }));
  }

  /** Returns its version, where the bucket has any. */
  async put(bucket: string, key: string, content: Buffer): Promise<string | null> {
    const endpoint = new URL(`http://${this.host}`);
    const { pathname } = addressOfObject({ endpoint, bucket, key, region: REGION });
    return (await this.send('PUT', pathname, content)).headers.get('x-amz-version-id');
  }

  async close(): Promise<void> {
    await this.open.close();
    const gone = new Promise<void>((resolve) => this.program.once('exit', () => resolve()));
    this.program.kill();
    await gone;
  }

  private async send(method: string, path: string, body: Buffer | string = ''): Promise<Response> {
    const url = new URL(`http://${this.host}${path}`);
    const bodySha256 = createHash('sha256').update(body).digest('hex');
    const headers = await signRequest(url, { credentials: KEY, region: REGION, method, bodySha256 });
    const response = await fetch(url, { method, headers, body: new Uint8Array(Buffer.from(body)) });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return response;
  }

  private relay(client: Socket, path: string): void {
    const store = connect(path);
    const { cut } = this;
    this.cut = undefined;
    let sent = 0;
    client.on('data', (chunk) => {
      const head = chunk.toString('latin1');
      const [, line] = /^(\w+ \S+) HTTP\/1.1\r\n/.exec(head) ?? [];
      const [, range = ''] = /\r\nrange: bytes=(\d+-)/i.exec(head) ?? [];
      if (line !== undefined) this.requests.push(`${line} ${range}`.trim());
      store.write(chunk);
    });
    store.on('data', (chunk) => {
      const passed = cut === undefined ? chunk : chunk.subarray(0, Math.max(0, cut.afterBytes - sent));
      client.write(passed);
      sent += passed.length;
      if (cut === undefined || passed.length === chunk.length) return;
      store.destroy();
      cut.then(() => client.end());
    });
    client.on('error', () => store.destroy()).on('end', () => store.end());
    store.on('error', () => client.destroy()).on('end', () => client.end());
  }
}

const VERSIONED = '<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>';

function untilConnected(path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(path, () => {
      socket.destroy();
      resolve();
    });
    socket.once('error', reject);
  });
}
