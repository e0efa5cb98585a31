import { Inject, Injectable } from '@nestjs/common';
import { type Actor, RejectedError, type SettingValuesBody } from '@packyard/contracts';
import { AccountGroupRepository, AuditRepository, BundleSettingRepository, type StoredSetting } from '@packyard/schema';
import { BUNDLE_SETTING, SecretVault } from '@packyard/store';
import { BundleSettingsService } from './bundle-settings.service';

/** Whether PACKYARD_SETTINGS_FOR_RUNNERS is set. */
export const FOR_RUNNERS = Symbol('settings for runners');

/** What the commands of a bundle are run with: the only place where sealed settings are opened. */
@Injectable()
export class SettingValuesService {
  constructor(
    @Inject(FOR_RUNNERS) private readonly isAllowed: boolean,
    private readonly bundles: BundleSettingsService,
    private readonly settings: BundleSettingRepository,
    private readonly groups: AccountGroupRepository,
    private readonly vault: SecretVault,
    private readonly audit: AuditRepository,
  ) {}

  /**
   * The narrowest layer wins: the bundle, the room, a group, the user. Of several groups the last one by name does.
   * @throws RejectedError PACK_NOT_FOUND without an installed version of the bundle, FORBIDDEN unless it is switched on
   */
  async valuesFor(bundle: string, body: SettingValuesBody, actor: Actor): Promise<Record<string, string>> {
    await this.bundles.assertBundle(bundle);
    if (!this.isAllowed) throw notAllowed();
    const groups = body.user === undefined ? [] : await this.groups.list({ user: body.user });
    const counting = (await this.settings.list({ bundle })).filter((setting) => isFor(setting, body, groups));
    // In the order of layers, so that the narrower ones come last.
    const values = Object.fromEntries(counting.map((setting) => [setting.key, this.valueOf(setting)]));
    await this.audit.record(
      () => Promise.resolve(),
      () => ({
        actor,
        action: 'setting.read',
        subject: `pack ${bundle}`,
        after: { ...body, keys: Object.keys(values) },
      }),
    );
    return values;
  }

  private valueOf({ value, sealedValue }: StoredSetting): string {
    return sealedValue === null ? (value ?? '') : this.vault.open(sealedValue, BUNDLE_SETTING);
  }
}

function isFor({ layer, owner }: StoredSetting, { room, user }: SettingValuesBody, groups: readonly string[]): boolean {
  switch (layer) {
    case 'bundle':
      return true;
    case 'room':
      return owner === room;
    case 'group':
      return groups.includes(owner);
    case 'user':
      return owner === user;
  }
}

function notAllowed(): RejectedError {
  return new RejectedError('FORBIDDEN', 'This service hands the values of settings to nobody', {
    hint: 'Set PACKYARD_SETTINGS_FOR_RUNNERS=true for the gateway, if what asks is what runs the commands of bundles.',
  });
}
