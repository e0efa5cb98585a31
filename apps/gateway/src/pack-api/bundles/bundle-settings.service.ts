import { Injectable } from '@nestjs/common';
import {
  type Actor,
  RejectedError,
  type SettingBody,
  SettingKey,
  SettingOwner,
  type SettingView,
} from '@packyard/contracts';
import {
  AuditRepository,
  BundleSettingRepository,
  type SettingAddress,
  type SettingFilter,
  type StoredSetting,
} from '@packyard/schema';
import { BUNDLE_SETTING, SecretVault } from '@packyard/store';
import { InstalledVersions } from '@packyard/versions';
import { parseRequest } from '../../http/errors/parameters-invalid';

/** Where a platform puts variables of its own. */
const TAKEN = /^GORT_/;

/** Values that a platform hands to the commands of a bundle, by layer. Secret ones are sealed and never shown. */
@Injectable()
export class BundleSettingsService {
  constructor(
    private readonly settings: BundleSettingRepository,
    private readonly installed: InstalledVersions,
    private readonly vault: SecretVault,
    private readonly audit: AuditRepository,
  ) {}

  async list(filter: SettingFilter): Promise<SettingView[]> {
    return (await this.settings.list(filter)).map(present);
  }

  /** @throws RejectedError PACK_NOT_FOUND without an installed version of the bundle, or PARAMETERS_INVALID */
  async put(address: SettingAddress, { value, secret }: SettingBody, actor: Actor): Promise<SettingView> {
    parseRequest(SettingKey, address.key, 'key');
    if (address.layer !== 'bundle') parseRequest(SettingOwner, address.owner, 'owner');
    if (TAKEN.test(address.key)) throw keyTaken(address.key);
    await this.assertBundle(address.bundle);
    const sealedValue = secret ? this.vault.seal(value, BUNDLE_SETTING) : null;
    const setting = { ...address, value: secret ? null : value, sealedValue };
    await this.audit.record(
      (transaction) => this.settings.put(transaction, setting),
      (former) => ({
        actor,
        action: 'setting.set',
        subject: subjectOf(address),
        before: former === undefined ? null : { secret: former.sealedValue !== null },
        after: { ...presentAddress(address), secret },
      }),
    );
    return present(setting);
  }

  /** @throws RejectedError SETTING_NOT_FOUND */
  async remove(address: SettingAddress, actor: Actor): Promise<void> {
    await this.audit.record(
      async (transaction) => {
        const removed = await this.settings.remove(transaction, address);
        if (removed === undefined) throw notFound(address);
        return removed;
      },
      ({ sealedValue }) => ({
        actor,
        action: 'setting.delete',
        subject: subjectOf(address),
        before: { ...presentAddress(address), secret: sealedValue !== null },
      }),
    );
  }

  /** @throws RejectedError PACK_NOT_FOUND */
  async assertBundle(bundle: string): Promise<void> {
    const versions = await this.installed.list(bundle);
    if (versions.length === 0) throw bundleNotFound(bundle);
    if (versions.some(({ format }) => format === 'gort')) return;
    throw new RejectedError('PACK_NOT_FOUND', `'${bundle.slice(0, 100)}' is a pack, not a bundle`, {
      hint: 'Only commands of bundles have settings; configure a pack in the platform that runs it.',
    });
  }
}

function bundleNotFound(bundle: string): RejectedError {
  return new RejectedError('PACK_NOT_FOUND', `Bundle '${bundle.slice(0, 100)}' not found`, {
    hint: 'See packyard bundle list for what is installed.',
    unknown: { kind: 'pack', name: bundle },
  });
}

function present({ value, sealedValue, ...address }: StoredSetting): SettingView {
  return { ...presentAddress(address), value, secret: sealedValue !== null };
}

function presentAddress({ bundle, layer, owner, key }: SettingAddress) {
  return { bundle, layer, owner: owner === '' ? null : owner, key };
}

function subjectOf({ bundle }: SettingAddress): string {
  return `pack ${bundle}`;
}

function keyTaken(key: string): RejectedError {
  return new RejectedError(
    'FORBIDDEN',
    `The key '${key.slice(0, 100)}' begins with GORT_, which the platform keeps for itself`,
    {
      hint: 'Choose another key.',
    },
  );
}

function notFound({ bundle, layer, owner, key }: SettingAddress): RejectedError {
  const whose = layer === 'bundle' ? '' : ` for the ${layer} '${owner.slice(0, 100)}'`;
  return new RejectedError(
    'SETTING_NOT_FOUND',
    `${bundle.slice(0, 100)} has no setting '${key.slice(0, 100)}'${whose}`,
    {
      hint: `'packyard config get --bundle ${bundle.slice(0, 100)}' shows which there are.`,
    },
  );
}
