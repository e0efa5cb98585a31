import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type Artifact } from './oci-artifact';

/** Why the real one (Debian's `docker-registry`) is not there; nothing when it is. */
export function dockerRegistryProblem(): string | undefined {
  try {
    execFileSync('docker-registry', ['--version'], { stdio: 'pipe' });
    return undefined;
  } catch {
    return 'there is no docker-registry';
  }
}

interface Login {
  user: string;
  password: string;
  hash: string;
}

/** A real registry of containers on this machine; with a login, only for those who bring it. */
export class DockerRegistry {
  private constructor(
    private program: ChildProcess,
    readonly host: string,
    private readonly place: { folder: string; login: Login | undefined },
  ) {}

  static async start(folder: string, login?: Login): Promise<DockerRegistry> {
    const { program, host } = await serve(folder, '127.0.0.1:0', login);
    return new DockerRegistry(program, host, { folder, login });
  }

  /** Without any warning, and back at the same address. */
  async killAndRestart(): Promise<void> {
    const gone = new Promise<void>((resolve) => this.program.once('exit', () => resolve()));
    this.program.kill('SIGKILL');
    await gone;
    this.program = (await serve(this.place.folder, this.host, this.place.login)).program;
  }

  /** As its own clients do it. */
  async push(repository: string, tag: string, { blobs, manifest, mediaType }: Artifact): Promise<void> {
    for (const [digest, blob] of blobs) {
      const begun = await this.send('POST', `/v2/${repository}/blobs/uploads/`);
      const place = new URL(begun.headers.get('location') ?? '', `http://${this.host}`);
      place.searchParams.set('digest', digest);
      await this.send('PUT', `${place.pathname}${place.search}`, blob, 'application/octet-stream');
    }
    await this.send('PUT', `/v2/${repository}/manifests/${tag}`, manifest, mediaType);
  }

  stop(): Promise<void> {
    const gone = new Promise<void>((resolve) => this.program.once('exit', () => resolve()));
    this.program.kill();
    return gone;
  }

  private async send(
    method: string,
    path: string,
    body?: Buffer,
    type = 'application/octet-stream',
  ): Promise<Response> {
    const { login } = this.place;
    const authorization = login && `Basic ${Buffer.from(`${login.user}:${login.password}`).toString('base64')}`;
    const headers = { 'content-type': type, ...(authorization === undefined ? {} : { authorization }) };
    const response = await fetch(`http://${this.host}${path}`, {
      method,
      headers,
      ...(body && { body: new Uint8Array(body) }),
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return response;
  }
}

async function serve(
  folder: string,
  address: string,
  login: Login | undefined,
): Promise<{ program: ChildProcess; host: string }> {
  mkdirSync(join(folder, 'data'), { recursive: true });
  writeFileSync(join(folder, 'htpasswd'), login === undefined ? '' : `${login.user}:${login.hash}\n`);
  const auth =
    login === undefined ? '' : `auth:\n  htpasswd:\n    realm: test\n    path: ${join(folder, 'htpasswd')}\n`;
  const storage = `storage:\n  filesystem:\n    rootdirectory: ${join(folder, 'data')}\n  delete:\n    enabled: true\n`;
  writeFileSync(
    join(folder, 'config.yml'),
    `version: 0.1\nlog:\n  level: info\n${storage}http:\n  addr: ${address}\n${auth}`,
  );
  const program = spawn('docker-registry', ['serve', join(folder, 'config.yml')], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const host = await new Promise<string>((resolve, reject) => {
    program.once('exit', () => reject(new Error('docker-registry ended')));
    createInterface(program.stderr).on('line', (line) => {
      const [, found] = /listening on (127\.0\.0\.1:\d+)/.exec(line) ?? [];
      if (found !== undefined) resolve(found);
    });
  });
  return { program, host };
}
