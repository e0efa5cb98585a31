import { BUILT_IN_BUNDLE } from '@packyard/contracts';
import type { BundleConfig } from '@packyard/pack';

const MANAGED = {
  bundle: 'manage_commands',
  config: 'manage_configs',
  group: 'manage_groups',
  role: 'manage_roles',
  user: 'manage_users',
} as const;

/** Permissions of the first administrator. */
export const ADMIN_PERMISSIONS: readonly string[] = Object.values(MANAGED);

const command = (description: string, rule: string) => ({
  description,
  executable: [],
  rules: [rule],
  triggers: [],
});

/** The bundle whose rules guard Gort's routes. It can be replaced by another version. */
export const BUILT_IN_CONFIG: BundleConfig = {
  gortBundleVersion: 1,
  name: BUILT_IN_BUNDLE,
  version: '0.0.1',
  author: 'Packyard',
  description: 'Says who may manage bundles, users, groups and roles over the routes of Gort.',
  permissions: [...ADMIN_PERMISSIONS],
  commands: {
    ...Object.fromEntries(
      Object.entries(MANAGED).map(([name, permission]) => [
        name,
        command(`Manages ${name}s.`, `must have ${BUILT_IN_BUNDLE}:${permission}`),
      ]),
    ),
    help: command('Tells which bundles and commands there are.', 'allow'),
    version: command('Tells the version of the server.', 'allow'),
    whoami: command('Tells who is asking.', 'allow'),
  },
};
