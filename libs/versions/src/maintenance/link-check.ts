import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { EnabledLinks } from '../enabled-links';

/** At the start: links that a process left behind when it died are repaired. */
@Injectable()
export class LinkCheck implements OnApplicationBootstrap {
  constructor(private readonly links: EnabledLinks) {}

  onApplicationBootstrap(): Promise<void> {
    return this.links.repairAll();
  }
}
