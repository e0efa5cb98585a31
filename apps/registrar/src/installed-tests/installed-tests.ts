import { Injectable } from '@nestjs/common';
import { HomeContent } from '@packyard/content';
import { RejectedError } from '@packyard/contracts';
import { Manifest } from '@packyard/pack';
import type { UnstoredResult } from '@packyard/pipeline';
import {
  type ClaimedPack,
  type ClaimedTask,
  PackProgressRepository,
  type InstalledVersion,
  PackRepository,
} from '@packyard/schema';
import { PackStore } from '@packyard/store';
import { TestStep } from '../test-step';

/** Tests what is installed, for `core.test_packs`. */
@Injectable()
export class InstalledTests {
  constructor(
    private readonly packProgress: PackProgressRepository,
    private readonly packs: PackRepository,
    private readonly store: PackStore,
    private readonly tests: TestStep,
    private readonly homeContent: HomeContent,
  ) {}

  async run({ task, pack }: { task: ClaimedTask; pack: ClaimedPack }, signal: AbortSignal): Promise<UnstoredResult> {
    const installed = await this.enabledVersion(pack.ref ?? '');
    await this.homeContent.ensurePack(installed);
    const test = await this.tests.run(
      {
        task,
        trigger: 'manual',
        folder: this.store.absolutePath(installed.storagePath),
        manifest: Manifest.parse(installed.manifest),
        environments: await this.packs.environmentsOf(installed.packVersionId),
        mayFail: true,
      },
      signal,
    );
    return {
      store: async ({ transaction }) => {
        await test.record(transaction);
        const { version } = installed;
        await this.packProgress.storeTest(transaction, pack.id, { version, testResult: test.result });
      },
    };
  }

  private async enabledVersion(ref: string): Promise<InstalledVersion> {
    const found = (await this.packs.listInstalled(ref)).find((version) => version.isEnabled);
    if (found !== undefined) return found;
    throw new RejectedError('PACK_NOT_FOUND', `Pack '${ref}' not found`, {
      hint: 'Only a version that is installed and enabled can be tested.',
    });
  }
}
