import { eventually } from '@packyard/testing';
import type { App, Service } from './service';
import type { TestFixture } from './test-fixture';

export const GATEWAY_READY = /packyard ready (\S+)/;
const WORKER_READY = /The worker is ready/;

/** In the order in which they are replaced: builds take longest, so what they have to begin again is over before the rest. */
const APPS: readonly App[] = ['gateway', 'env-builder', 'downloader', 'resolver', 'registrar'];

export interface Member {
  app: App;
  process: Service;
}

/** Two gateways and two of each worker on one home, one database and one queue, each to be restarted by itself. */
export class Fleet {
  private readonly former: string[] = [];

  private constructor(readonly members: readonly Member[]) {}

  static async start(fixture: TestFixture, environment: Record<string, string>): Promise<Fleet> {
    const members: Member[] = [];
    for (const app of APPS.flatMap((each) => [each, each]))
      members.push({ app, process: await fixture.make({ layout: 'processes', environment }) });
    const fleet = new Fleet(members);
    for (const { app, process } of members) process.spawn(app);
    for (const member of members) await fleet.ready(member);
    return fleet;
  }

  get gateways(): string[] {
    return this.members.flatMap(({ process }) => GATEWAY_READY.exec(process.log.join(''))?.[1] ?? []);
  }

  /** As a rolling update does it: asked to end, and replaced when it is gone. Answers the exit code. */
  async restart(member: Member): Promise<number | null> {
    const [code = null] = await member.process.stop();
    await this.replace(member);
    return code;
  }

  /** Without any warning. */
  async kill(member: Member): Promise<void> {
    await member.process.kill(member.app);
    await this.replace(member);
  }

  /** What they said of errors, in lines, since they were started first. */
  get errors(): string[] {
    return [...this.former, ...this.members.flatMap(({ process }) => errorsIn(process.log))];
  }

  private async replace(member: Member): Promise<void> {
    this.former.push(...errorsIn(member.process.log));
    member.process.log.length = 0;
    member.process.spawn(member.app);
    await this.ready(member);
  }

  private async ready({ app, process }: Member): Promise<void> {
    await eventually(() => expect(process.log.join('')).toMatch(app === 'gateway' ? GATEWAY_READY : WORKER_READY));
  }
}

/** An error's line, and those of its stack. */
function errorsIn(log: readonly string[]): string[] {
  return log
    .join('')
    .split('\n')
    .filter((line) => /\bERROR\b|^\s+at |Error: /.test(line));
}
