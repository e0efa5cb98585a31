import { readdir } from 'node:fs/promises';
import { Injectable } from '@nestjs/common';
import type { MaskedUrl, Source } from '@packyard/contracts';
import { TrustReader } from '@packyard/registry';
import { HomeLayout } from '@packyard/store';
import { isBareRepository } from '../git/is-bare-repository';
import { installedPackRef } from '../installed-pack-ref';
import { SignatureCheck } from './signature-check';

/** Whose signature is asked for of what a request names. Of what a registry names, that is decided once it is known. */
@Injectable()
export class SourceTrust {
  constructor(
    private readonly trustReader: TrustReader,
    private readonly layout: HomeLayout,
  ) {}

  async checkFor(source: Source, secretUrl: MaskedUrl | undefined): Promise<SignatureCheck | undefined> {
    if (source.kind === 'registry' || (await this.isInstalled(source))) return undefined;
    const trust = await this.trustReader.current();
    const policy = trust.policyFor({ sources: [source], secretUrl: secretUrl?.reveal().href });
    return policy === undefined ? undefined : new SignatureCheck(trust, policy);
  }

  /** Its signature was verified when it was installed, and becomes enabled because another pack needs it. */
  private async isInstalled(source: Source): Promise<boolean> {
    if (source.kind !== 'local' || installedPackRef(this.layout.packStore, source) === undefined) return false;
    // Of a repository what git has in it is taken, and not the files whose signature was verified.
    return !isBareRepository(await readdir(source.path).catch(() => []));
  }
}
