import { Injectable } from '@nestjs/common';
import { UploadCleaner } from '@packyard/store';
import { BuildSweeper, PackStoreSweeper, LockfileSweeper } from '@packyard/versions';
import { StagingSweeper } from './staging-sweeper';

/** What looks for what nothing needs, each at its part of the home. */
@Injectable()
export class HomeSweepers {
  constructor(
    readonly staging: StagingSweeper,
    readonly uploads: UploadCleaner,
    readonly packStore: PackStoreSweeper,
    readonly builds: BuildSweeper,
    readonly lockfiles: LockfileSweeper,
  ) {}
}
