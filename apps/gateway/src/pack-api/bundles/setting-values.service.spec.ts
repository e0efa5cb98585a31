import type { AccountGroupRepository, AuditRepository, BundleSettingRepository } from '@packyard/schema';
import type { SecretVault } from '@packyard/store';
import type { BundleSettingsService } from './bundle-settings.service';
import { SettingValuesService } from './setting-values.service';

const NOBODY = { name: 'x', kind: 'admin_token', id: null, address: null } as const;
const never = (): never => {
  throw new Error('It was asked.');
};

it('values of settings are read and opened for nobody unless that is switched on', async () => {
  const service = new SettingValuesService(
    false,
    { assertBundle: () => Promise.resolve() } as unknown as BundleSettingsService,
    { list: never } as unknown as BundleSettingRepository,
    { list: never } as unknown as AccountGroupRepository,
    { open: never } as unknown as SecretVault,
    { record: never } as unknown as AuditRepository,
  );
  await expect(service.valuesFor('date', {}, NOBODY as never)).rejects.toMatchObject({
    code: 'FORBIDDEN',
    hint: expect.stringContaining('PACKYARD_SETTINGS_FOR_RUNNERS=true'),
  });
});
