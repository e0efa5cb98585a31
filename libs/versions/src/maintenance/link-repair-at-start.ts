import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { LinkRepair } from '../link-repair';

/** At the start: links that a process left behind when it died are repaired. */
@Injectable()
export class LinkRepairAtStart implements OnApplicationBootstrap {
  constructor(private readonly links: LinkRepair) {}

  onApplicationBootstrap(): Promise<void> {
    return this.links.repairAll();
  }
}
