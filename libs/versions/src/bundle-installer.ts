import type { Actor } from '@packyard/contracts';
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Injectable } from '@nestjs/common';
import { HomeContent } from '@packyard/content';
import { BUNDLE_FILE, type BundleConfig, bundlePack, bundleToYaml, digestTree } from '@packyard/pack';
import { Transactions } from '@packyard/schema';
import { HomeLayout, removeTree } from '@packyard/store';
import { InstalledVersions, type VersionWithStatus } from './installed-versions';
import { VersionRegistration } from './version-registration';

export interface BundleRequest {
  actor: Actor;
  /**
   * Replace the same version when it has other content, which stays enabled when it was; and although enabled packs need
   * something else.
   */
  replace?: boolean;
  enable?: boolean;
  /** The config as it was written, which is what is kept; when absent, it is written anew. */
  text?: string;
  /** What its reader noted. */
  warnings?: string[];
  /** It comes from the server itself. */
  isBuiltIn?: boolean;
}

export interface InstalledBundle {
  installed: VersionWithStatus;
  warnings: string[];
  /** The same version with the same content was there already. */
  wasInstalled: boolean;
}

/** Installs a bundle from its config alone, without a detour over the queues: there is nothing to fetch or build. */
@Injectable()
export class BundleInstaller {
  constructor(
    private readonly registration: VersionRegistration,
    private readonly installed: InstalledVersions,
    private readonly transactions: Transactions,
    private readonly layout: HomeLayout,
    private readonly homeContent: HomeContent,
  ) {}

  /**
   * @throws RejectedError MANIFEST_INVALID, VERSION_EXISTS, VERSION_INCOMPATIBLE, STORE_FAILED, PACK_PROTECTED,
   *   NAME_TAKEN or PACK_NEEDED
   */
  async install(config: BundleConfig, request: BundleRequest): Promise<InstalledBundle> {
    const folder = await this.stage(request.text ?? bundleToYaml(config));
    try {
      const parsed = bundlePack(config, { warnings: request.warnings ?? [], file: BUNDLE_FILE });
      const { ref, version } = parsed.manifest;
      const digest = await digestTree(folder);
      const content = await this.homeContent.putPack(folder);
      const { wasInstalled } = await this.transactions.run((unit) =>
        this.registration.register(unit, {
          parsed,
          files: { folder, digest, content, storagePath: this.layout.storagePath(ref, version, digest) },
          environments: [],
          source: { kind: 'request' },
          actor: request.actor,
          mayOverwrite: request.replace === true,
          enable: request.enable === true ? true : undefined,
          mayBreakDependants: request.replace === true,
          isBuiltIn: request.isBuiltIn === true,
        }),
      );
      return { installed: await this.installed.find(ref, version), warnings: parsed.warnings, wasInstalled };
    } finally {
      await removeTree(dirname(folder));
    }
  }

  private async stage(text: string): Promise<string> {
    await mkdir(this.layout.uploads, { recursive: true });
    const folder = join(await mkdtemp(join(this.layout.uploads, 'bundle-')), 'bundle');
    await mkdir(folder);
    await writeFile(join(folder, BUNDLE_FILE), text);
    return folder;
  }
}
