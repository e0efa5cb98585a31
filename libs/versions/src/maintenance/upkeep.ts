import { Injectable } from '@nestjs/common';
import { BuildSweeper } from './build-sweeper';
import { ContentSweeper } from './content-sweeper';
import { EnabledLinks } from '../enabled-links';
import { Retention } from './retention';

/** Makes the disk agree with the database, which is the truth, and forgets what is too old. */
@Injectable()
export class Upkeep {
  constructor(
    private readonly links: EnabledLinks,
    private readonly retention: Retention,
    private readonly content: ContentSweeper,
    private readonly builds: BuildSweeper,
  ) {}

  /** What readers see; fast enough to be done often. */
  repair(): Promise<void> {
    return this.links.repairAll();
  }

  /** Everything else. False when it has to be done again soon, because somebody was just publishing. */
  async tidy(keepGenerations: number): Promise<boolean> {
    await this.retention.prune(keepGenerations);
    const isDone = await this.content.sweep();
    await this.builds.sweep();
    return isDone;
  }
}
