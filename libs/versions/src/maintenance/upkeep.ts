import { Injectable } from '@nestjs/common';
import { EnabledLinks } from '../enabled-links';

/** What users see agrees with the database again; fast enough to be done often. */
@Injectable()
export class Upkeep {
  constructor(private readonly links: EnabledLinks) {}

  repair(): Promise<void> {
    return this.links.repairAll();
  }
}
