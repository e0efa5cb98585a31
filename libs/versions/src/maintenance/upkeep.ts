import { Injectable } from '@nestjs/common';
import { LinkRepair } from '../link-repair';

/** What users see agrees with the database again; fast enough to be done often. */
@Injectable()
export class Upkeep {
  constructor(private readonly links: LinkRepair) {}

  repair(): Promise<void> {
    return this.links.repairAll();
  }
}
