import { aPack } from '@packyard/testing';
import type { PatientClient } from './retrying-client';
import type { TestFixture } from './test-fixture';

const CLIENTS = 3;
/** Of one client alone: an environment costs a processor, and the others are to go on meanwhile. */
const REQUESTS_FOR_AN_ENVIRONMENT = 8;

export interface Installed {
  id: number;
  refs: string[];
}

/** Clients that install packs of their own, one request after the other, and follow each to its end. */
export class InstallLoad {
  private isOver = false;
  private trouble: Error | undefined;
  private readonly done: Installed[] = [];
  private readonly clients: Promise<void>[];

  constructor(
    private readonly fixture: TestFixture,
    private readonly client: PatientClient,
  ) {
    this.clients = Array.from({ length: CLIENTS }, (_unused, index) =>
      this.work(index).catch((error: unknown) => void (this.trouble = error as Error)),
    );
  }

  /** How many have ended. @throws as {@link stop} does */
  get requests(): number {
    if (this.trouble !== undefined) throw this.trouble;
    return this.done.length;
  }

  /** Ends with what is under way. @throws what any of the clients met that is no reason to ask again */
  async stop(): Promise<Installed[]> {
    this.isOver = true;
    await Promise.all(this.clients);
    if (this.trouble !== undefined) throw this.trouble;
    return this.done;
  }

  private async work(index: number): Promise<void> {
    for (let number = 0; !this.isOver; number += 1) {
      const [first, second] = [`roller-${index}-${number}`, `roller-${index}-${number}-needs`];
      const { fixture } = this;
      const archive = aPack(first);
      const hasEnvironment = index === 0 && number % REQUESTS_FOR_AN_ENVIRONMENT === 0;
      // Each its own: what was built already is built no more.
      if (hasEnvironment) archive.withPython(`absent-${number}; python_version < "2"`);
      archive.asTarball(fixture.path(`www/${first}.tgz`));
      const folder = aPack(second).requiring(first).writeTo(fixture.path(second));
      const { id } = await this.client.submit({ packs: [`${fixture.files.url}/${first}.tgz`, folder] });
      const events = await this.client.events(id);
      const sequence = events.map((event) => event.id);
      expect(sequence).toEqual([...new Set(sequence)].sort((one, other) => one - other));
      expect((await this.client.get<{ data: object[] }>('/api/v1/packs')).data.length).toBeGreaterThan(0);
      this.done.push({ id, refs: [first, second] });
    }
  }
}
