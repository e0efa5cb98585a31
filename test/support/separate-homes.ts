import { existsSync, readdirSync } from 'node:fs';
import { eventually } from '@packyard/testing';
import { GATEWAY_READY } from './fleet';
import { type App, type Service, WORKERS } from './service';
import type { TestFixture } from './test-fixture';

const WORKER_READY = /The worker is ready/;
const KEY = Buffer.alloc(32, 7).toString('base64');

/** A gateway and two of each worker, each with a home of its own: what they share is a database and a content store. */
export class SeparateHomes {
  private constructor(
    readonly gateway: Service,
    readonly homes: readonly string[],
  ) {}

  static async start(fixture: TestFixture, environment: Record<string, string>): Promise<SeparateHomes> {
    const homes: string[] = [];
    const apps: readonly App[] = ['gateway', ...WORKERS, ...WORKERS];
    const members: Service[] = [];
    for (const [index, app] of apps.entries()) {
      const home = fixture.path(`node-${index}-${app}`);
      const settings = { PACKYARD_SECRET_KEY: KEY, ...environment };
      const member = await fixture.make({ layout: 'processes', home, environment: settings });
      member.spawn(app);
      homes.push(home);
      members.push(member);
    }
    for (const [index, { log }] of members.entries())
      await eventually(() => expect(log.join('')).toMatch(index === 0 ? GATEWAY_READY : WORKER_READY));
    return new SeparateHomes(members[0]!, homes);
  }

  /** Names of the links that users would reach packs by. */
  links(): string[] {
    return this.homes.flatMap((home) => (existsSync(`${home}/packs`) ? readdirSync(`${home}/packs`) : []));
  }
}
