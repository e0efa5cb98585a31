import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { listenOnLoopback, type LoopbackServer } from './loopback-server';

export interface SshServer extends LoopbackServer {
  user: string;
  /** Private keys: that of a user who may log in, and that of nobody. */
  key: string;
  strangersKey: string;
  /** What ssh takes for the keys of this server. */
  knownHosts: string;
}

/** A real `sshd` for the user of the tests, one process for each connection; whatever runs there runs as that user. */
export class SshProgram {
  private static readonly path = '/usr/sbin/sshd';
  private readonly settings: string;

  constructor(private readonly folder: string) {
    this.settings = join(folder, 'sshd_config');
  }

  /** Why there can be no server here; nothing when there can. */
  problem(): string | undefined {
    try {
      this.prepare();
      execFileSync('ssh', this.trial(), { stdio: 'pipe' });
      return undefined;
    } catch (error) {
      const { stderr = '', message } = error as { stderr?: string | Buffer; message: string };
      return String(stderr).trim() || message;
    }
  }

  /** Commands that begin with one of the names run the line that stands for it. */
  async start(commands: Readonly<Record<string, string>> = {}): Promise<SshServer> {
    const cases = Object.entries(commands).map(([name, line]) => `'${name} '*) ${line} ;;`);
    const forced = join(this.folder, 'forced');
    writeFileSync(
      forced,
      `case $SSH_ORIGINAL_COMMAND in\n${cases.join('\n')}\n*) eval "$SSH_ORIGINAL_COMMAND" ;;\nesac\n`,
    );
    this.writeSettings(`ForceCommand sh ${forced}`);
    const server = createServer((socket) => this.serve(socket));
    const loopback = await listenOnLoopback(server);
    const knownHosts = join(this.folder, 'known_hosts');
    const [type = '', key = ''] = readFileSync(join(this.folder, 'host.pub'), 'utf8').split(' ');
    writeFileSync(knownHosts, `[127.0.0.1]:${loopback.port} ${type} ${key}\n`);
    return {
      ...loopback,
      url: `ssh://${userInfo().username}@127.0.0.1:${loopback.port}`,
      user: userInfo().username,
      key: join(this.folder, 'user'),
      strangersKey: join(this.folder, 'stranger'),
      knownHosts,
    };
  }

  private serve(socket: Socket): void {
    const program = spawn(SshProgram.path, ['-i', '-f', this.settings], { stdio: ['pipe', 'pipe', 'ignore'] });
    socket.on('error', () => program.kill()).pipe(program.stdin);
    program.stdout.pipe(socket);
    program.stdin.on('error', () => undefined);
  }

  private prepare(): void {
    mkdirSync(this.folder, { recursive: true, mode: 0o700 });
    for (const name of ['host', 'user', 'stranger']) {
      const file = join(this.folder, name);
      execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', '', '-f', file], { stdio: 'pipe' });
    }
    this.writeSettings();
  }

  private writeSettings(...more: string[]): void {
    const lines = [
      `HostKey ${join(this.folder, 'host')}`,
      `AuthorizedKeysFile ${join(this.folder, 'user.pub')}`,
      'PidFile none',
      'LogLevel ERROR',
      'UsePAM no',
      'StrictModes no',
      'PermitRootLogin yes',
      'PasswordAuthentication no',
      'KbdInteractiveAuthentication no',
      ...more,
    ];
    writeFileSync(this.settings, `${lines.join('\n')}\n`);
  }

  /** Logs in without a network. */
  private trial(): string[] {
    const options = {
      ProxyCommand: `${SshProgram.path} -i -e -f '${this.settings}'`,
      BatchMode: 'yes',
      StrictHostKeyChecking: 'no',
      UserKnownHostsFile: '/dev/null',
      IdentityFile: join(this.folder, 'user'),
      IdentitiesOnly: 'yes',
      LogLevel: 'ERROR',
    };
    const given = Object.entries(options).map(([name, value]) => `-o${name}=${value}`);
    return ['-F', 'none', ...given, `${userInfo().username}@loopback`, 'git', '--version'];
  }
}
