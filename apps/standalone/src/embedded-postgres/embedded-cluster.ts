import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chownSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { RejectedError } from '@packyard/contracts';
import { ADVISORY_LOCKS } from '@packyard/schema';
import { readOrMakeSecretFile } from '@packyard/store';
import { Client } from 'pg';
import { failed } from './cluster-failure';
import { findPostgresBinaries } from './postgres-binaries';
import { findPostmaster, isAlive, type Postmaster } from './postmaster';
import { quotedFolder, SOCKET_NUMBER, socketFolderOf } from './socket-folder';
import { findUnprivilegedUser } from './unprivileged-user';

export interface ClusterOptions {
  /** The cluster lies in its sub-folder `postgres`. */
  home: string;
  /** For data that may be lost with the machine: of tests and benches, which reach the server at a port. */
  isThrowAway?: boolean;
}

/** Where the server is found: in a folder for its owner alone, or at a port of the machine. */
type ClusterAddress = Pick<Postmaster, 'port' | 'socketFolder'>;

const SUPERUSER = 'packyard';
const DATABASE = 'packyard';
const START_TIMEOUT_MS = 60_000;
const WATCH_MS = 500;
// Each of three ways; whoever waits for this process gets a few seconds in all.
const MAX_STOP_MS = 1200;

/** PostgreSQL for one home folder, started and stopped by the process that uses it. */
export class EmbeddedCluster {
  private readonly logger = new Logger(EmbeddedCluster.name);
  private readonly dataFolder: string;
  private readonly password: string;
  private readonly user = findUnprivilegedUser();
  private postmaster: Postmaster | undefined;
  private holder: Client | undefined;
  private isStopping = false;

  constructor(private readonly options: ClusterOptions) {
    this.dataFolder = join(options.home, 'postgres');
    this.password = readOrMakeSecretFile(join(options.home, 'postgres-password'), () =>
      randomBytes(24).toString('base64url'),
    );
  }

  /**
   * Starts the server, made anew on first use, and answers the URL of its database. A server that a killed process left
   * running is taken over.
   * @throws RejectedError when another live process uses the home folder
   */
  async start(): Promise<string> {
    let running = findPostmaster(this.dataFolder);
    if (running === undefined && !existsSync(join(this.dataFolder, 'PG_VERSION'))) await this.initialise();
    if (running !== undefined && running.socketFolder === undefined && this.options.isThrowAway !== true) {
      await this.endFormer(running);
      running = undefined;
    }
    this.postmaster = running ?? (await this.launch(await this.newPlace()));
    const { postmaster } = this;
    this.holder = await this.holdAlone(postmaster);
    const { rowCount } = await this.holder.query('SELECT FROM pg_database WHERE datname = $1', [DATABASE]);
    if (rowCount === 0) await this.holder.query(`CREATE DATABASE ${DATABASE}`);
    return this.url(postmaster, DATABASE);
  }

  /** The database of the process that uses the home folder, for another one beside it; nothing when there is none. */
  urlWhileRunning(): string | undefined {
    const running = findPostmaster(this.dataFolder);
    return running === undefined ? undefined : this.url(running, DATABASE);
  }

  /** Starts the server again, at the same place, whenever it was ended by somebody else; resolves with why that can't be done. */
  async keepAlive(): Promise<unknown> {
    for (;;) {
      await delay(WATCH_MS, undefined, { ref: false });
      const { postmaster } = this;
      if (this.isStopping || postmaster === undefined) return new Promise<never>(() => undefined);
      if (isAlive(postmaster.pid)) continue;
      try {
        await this.revive(postmaster);
      } catch (error) {
        return error;
      }
    }
  }

  /** Ends all sessions and waits until the server has written everything; one that does not obey writes it at its next start. */
  async stop(): Promise<void> {
    this.isStopping = true;
    const { postmaster } = this;
    await Promise.race([this.holder?.end(), delay(MAX_STOP_MS)]);
    if (postmaster === undefined) return;
    await endServer(postmaster);
    const { socketFolder = this.dataFolder } = postmaster;
    if (socketFolder !== this.dataFolder) rmSync(socketFolder, { recursive: true, force: true });
    this.postmaster = undefined;
  }

  /** A killed process of a release that had its server at a port of the machine left it running: there it does not stay. */
  private async endFormer(former: Postmaster): Promise<void> {
    await this.holdAlone(former);
    await endServer(former);
    findPostmaster(this.dataFolder);
  }

  private async revive(place: ClusterAddress): Promise<void> {
    this.logger.warn('The embedded PostgreSQL has ended without being asked to; it is started again.');
    findPostmaster(this.dataFolder);
    this.postmaster = await this.launch(place);
    this.holder = await this.hold(this.postmaster);
    this.logger.log('The embedded PostgreSQL is back.');
  }

  private async holdAlone(postmaster: Postmaster): Promise<Client> {
    const holder = await this.hold(postmaster);
    if (holder !== undefined) return holder;
    // It is the other's, and goes on.
    this.postmaster = undefined;
    throw new RejectedError('STORE_FAILED', `Another packyard process is using ${this.options.home}.`, {
      hint: 'Stop it first, or give this one a home of its own with PACKYARD_HOME.',
    });
  }

  /** A session that shows that the home is in use. Undefined when another process shows that already. */
  private async hold(postmaster: Postmaster): Promise<Client | undefined> {
    const holder = await this.connect(postmaster);
    const { rows } = await holder.query<{ held: boolean }>('SELECT pg_try_advisory_lock($1) AS held', [
      ADVISORY_LOCKS.home,
    ]);
    if (rows[0]?.held === true) return holder;
    await holder.end();
    return undefined;
  }

  /** In a folder beside the final one, so that nothing half-made is ever taken for a cluster. */
  private async initialise(): Promise<void> {
    const { home } = this.options;
    mkdirSync(home, { recursive: true });
    for (const name of readdirSync(home)) {
      if (name.startsWith('postgres-new')) rmSync(join(home, name), { recursive: true, force: true });
    }
    const draft = join(home, `postgres-new-${process.pid}`);
    const passwordFile = `${draft}-password`;
    mkdirSync(draft, { mode: 0o700 });
    writeFileSync(passwordFile, this.password, { mode: 0o600 });
    if (this.user) for (const path of [draft, passwordFile]) chownSync(path, this.user.uid, this.user.gid);
    const args = [
      `--pgdata=${draft}`,
      `--username=${SUPERUSER}`,
      `--pwfile=${passwordFile}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      '--locale=C',
      ...(this.options.isThrowAway ? ['--no-sync'] : []),
    ];
    const initdb = this.spawn(findPostgresBinaries().initdb, args);
    const [code, output] = await this.ended(initdb);
    rmSync(passwordFile, { force: true });
    if (code !== 0) throw failed('could not be set up', output);
    if (existsSync(this.dataFolder)) rmSync(this.dataFolder, { recursive: true });
    renameSync(draft, this.dataFolder);
  }

  private async newPlace(): Promise<ClusterAddress> {
    if (this.options.isThrowAway) return { port: await freePort(), socketFolder: undefined };
    return { port: SOCKET_NUMBER, socketFolder: socketFolderOf(this.dataFolder, this.user) };
  }

  private async launch(place: ClusterAddress): Promise<Postmaster> {
    const { port, socketFolder } = place;
    const settings = [
      `listen_addresses=${socketFolder === undefined ? '127.0.0.1' : ''}`,
      `port=${port}`,
      `unix_socket_directories=${quotedFolder(socketFolder ?? '')}`,
      'unix_socket_permissions=0700',
      `max_connections=${this.options.isThrowAway ? 500 : 200}`,
      ...(this.options.isThrowAway ? ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off'] : []),
    ];
    const server = this.spawn(findPostgresBinaries().postgres, [
      '-D',
      this.dataFolder,
      ...settings.flatMap((setting) => ['-c', setting]),
    ]);
    const exited = this.ended(server);
    const outcome = await Promise.race([this.ready(place), exited]);
    if (outcome !== undefined) throw failed('ended at once', outcome[1]);
    server.unref();
    [server.stdout, server.stderr].forEach((stream) => stream?.destroy());
    if (server.pid === undefined) throw failed('has no process', '');
    return { port, socketFolder, pid: server.pid };
  }

  private async ready(place: ClusterAddress): Promise<undefined> {
    const client = await this.connect(place);
    await client.end();
  }

  /** Waits while the server is starting up, or is still recovering from a crash. */
  private async connect(place: ClusterAddress): Promise<Client> {
    const deadline = performance.now() + START_TIMEOUT_MS;
    for (;;) {
      const client = new Client({ connectionString: this.url(place, 'postgres'), application_name: 'packyard home' });
      // The server may be stopped from outside; whoever needs it next finds out.
      client.on('error', () => undefined);
      try {
        await client.connect();
        return client;
      } catch (error) {
        if (performance.now() > deadline) throw failed('did not answer', String(error));
        await delay(50);
      }
    }
  }

  /** In a process group of its own: Ctrl-C is for us, and the server is stopped when we have finished with it. */
  private spawn(command: string, args: readonly string[]): ChildProcess {
    const [program = command, ...rest] = [...(this.user?.prefix ?? []), command, ...args];
    const needsIds = this.user !== undefined && this.user.prefix.length === 0;
    return spawn(program, rest, {
      cwd: '/',
      detached: true,
      env: { PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' },
      stdio: ['ignore', 'pipe', 'pipe'],
      ...(needsIds ? { uid: this.user.uid, gid: this.user.gid } : {}),
    });
  }

  private ended(child: ChildProcess): Promise<[number | null, string]> {
    let output = '';
    const collect = (chunk: Buffer) => (output = `${output}${chunk.toString()}`.slice(-2000));
    child.stdout?.on('data', collect);
    child.stderr?.on('data', collect);
    return new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('exit', (code) => resolve([code, output]));
    });
  }

  private url({ port, socketFolder }: ClusterAddress, database: string): string {
    const host = socketFolder === undefined ? '' : `?host=${encodeURIComponent(socketFolder)}`;
    return `postgresql://${SUPERUSER}:${this.password}@127.0.0.1:${port}/${database}${host}`;
  }
}

async function endServer({ pid }: Postmaster): Promise<void> {
  for (const signal of ['SIGINT', 'SIGQUIT', 'SIGKILL'] as const) {
    if (!isAlive(pid)) break;
    process.kill(pid, signal);
    const deadline = performance.now() + MAX_STOP_MS;
    while (isAlive(pid) && performance.now() < deadline) await delay(20);
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
