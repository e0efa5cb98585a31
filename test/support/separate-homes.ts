import { existsSync, readdirSync } from 'node:fs';
import { eventually } from '@packyard/testing';
import { GATEWAY_READY } from './fleet';
import { type App, type Service, type Worker, WORKERS } from './service';
import type { TestFixture } from './test-fixture';

const WORKER_READY = /The worker is ready/;
const KEY = Buffer.alloc(32, 7).toString('base64');

export interface Member {
  app: App;
  home: string;
  process: Service;
}

/** A gateway and two of each worker, each with a home of its own: what they share is a database and a content store. */
export class SeparateHomes {
  private constructor(
    readonly gateway: Service,
    readonly members: readonly Member[],
  ) {}

  /** `single`: of these workers there is one, where a second would only cost time. */
  static async start(
    fixture: TestFixture,
    environment: Record<string, string>,
    single: readonly Worker[] = [],
  ): Promise<SeparateHomes> {
    const apps: readonly App[] = ['gateway', ...WORKERS, ...WORKERS.filter((app) => !single.includes(app))];
    const members: Member[] = [];
    for (const [index, app] of apps.entries()) {
      const home = fixture.path(`node-${index}-${app}`);
      const settings = { PACKYARD_SECRET_KEY: KEY, ...environment };
      const process = await fixture.make({ layout: 'processes', home, environment: settings });
      process.spawn(app);
      members.push({ app, home, process });
    }
    const separate = new SeparateHomes(members[0]!.process, members);
    await separate.ready();
    return separate;
  }

  /** All processes of a worker are gone while `work` is done, and come back then. */
  async without(worker: Worker, work: () => Promise<void>): Promise<void> {
    const absent = this.members.filter(({ app }) => app === worker);
    for (const { process } of absent) await process.kill(worker);
    try {
      await work();
    } finally {
      for (const { process } of absent) process.spawn(worker);
    }
  }

  /** What they have said since they were started. */
  said(worker: Worker): string {
    return this.members.flatMap(({ app, process }) => (app === worker ? process.log : [])).join('');
  }

  /** Names of the links that users would reach packs by. */
  links(): string[] {
    return this.members.flatMap(({ home }) => (existsSync(`${home}/packs`) ? readdirSync(`${home}/packs`) : []));
  }

  private async ready(): Promise<void> {
    for (const { app, process } of this.members)
      await eventually(() => expect(process.log.join('')).toMatch(app === 'gateway' ? GATEWAY_READY : WORKER_READY));
  }
}
