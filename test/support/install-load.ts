import { aPack } from '@packyard/testing';
import type { PatientClient } from './patient-client';
import type { TestFixture } from './test-fixture';

const CLIENTS = 3;
/** An environment costs a processor, and a download a connection; a share of each is enough to meet every worker at work. */
const PACKS_FOR_AN_ENVIRONMENT = 8;

export interface Installed {
  id: number;
  refs: string[];
}

/** Clients that install packs of their own, one request after the other, and follow each to its end. */
export class InstallLoad {
  private isOver = false;
  private trouble: unknown;
  private readonly done: Installed[] = [];
  private readonly clients: Promise<void>[];

  constructor(
    private readonly fixture: TestFixture,
    private readonly client: PatientClient,
  ) {
    this.clients = Array.from({ length: CLIENTS }, (_unused, index) =>
      this.work(`roller-${index}`).catch((error: unknown) => void (this.trouble = error)),
    );
  }

  get requests(): number {
    return this.done.length;
  }

  /** Ends with what is under way. @throws what any of the clients met that is no reason to ask again */
  async stop(): Promise<Installed[]> {
    this.isOver = true;
    await Promise.all(this.clients);
    if (this.trouble !== undefined) throw this.trouble;
    return this.done;
  }

  private async work(name: string): Promise<void> {
    for (let number = 0; !this.isOver; number += 1) {
      const [first, second] = [`${name}-${number}`, `${name}-${number}-needs`];
      const { fixture } = this;
      const archive = aPack(first);
      if (number % PACKS_FOR_AN_ENVIRONMENT === 0) archive.withPython('absent; python_version < "2"');
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
