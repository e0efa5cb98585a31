import { type DynamicModule, Module } from '@nestjs/common';
import { type HomeConfig, oncePerConfig } from '@packyard/config';
import { RejectedError } from '@packyard/contracts';
import { childEnvironment, runCommand } from '@packyard/sandbox';
import { HomeLayout } from '../home-layout';
import { FixedKeys, KeyFile, keyIn, type KeySource } from './key-ring';
import { SecretVault } from './secret-vault';

type VaultConfig = Pick<
  HomeConfig,
  'PACKYARD_SECRET_KEY' | 'PACKYARD_FORMER_SECRET_KEYS' | 'PACKYARD_SECRET_KEY_COMMAND'
>;

export const KEY_SOURCE = Symbol('KeySource');
const COMMAND_TIMEOUT_MS = 30_000;

/** The vault, with the configured keys or those in the home folder. */
@Module({})
export class VaultModule {
  static readonly forRoot = oncePerConfig((config: VaultConfig): DynamicModule => ({
    module: VaultModule,
    providers: [
      {
        provide: KEY_SOURCE,
        inject: [HomeLayout],
        useFactory: ({ secretKeyFile }: HomeLayout) => findKeys(config, secretKeyFile),
      },
      { provide: SecretVault, inject: [KEY_SOURCE], useFactory: (keys: KeySource) => new SecretVault(keys) },
    ],
    exports: [SecretVault, KEY_SOURCE],
  }));
}

async function findKeys(config: VaultConfig, file: string): Promise<KeySource> {
  const { PACKYARD_SECRET_KEY: key, PACKYARD_SECRET_KEY_COMMAND: command } = config;
  const former = config.PACKYARD_FORMER_SECRET_KEYS.map((text) => keyIn(text, 'PACKYARD_FORMER_SECRET_KEYS'));
  if (key !== undefined && command !== undefined) {
    throw new RejectedError('NOT_READY', 'PACKYARD_SECRET_KEY and PACKYARD_SECRET_KEY_COMMAND are both set.', {
      hint: 'Keep one of them.',
    });
  }
  if (key !== undefined) return new FixedKeys(keyIn(key, 'PACKYARD_SECRET_KEY'), former);
  if (command !== undefined) return new FixedKeys(await keyFrom(command), former);
  const keys = new KeyFile(file);
  keys.read();
  return keys;
}

/** Whoever keeps keys in a service for them has a command that prints one. */
async function keyFrom(command: string): Promise<Buffer> {
  const { exitCode, stdout } = await runCommand({
    command: '/bin/sh',
    args: ['-c', command],
    workingFolder: '/',
    environment: childEnvironment({}),
    signal: AbortSignal.timeout(COMMAND_TIMEOUT_MS),
  });
  if (exitCode === 0) return keyIn(stdout, 'What PACKYARD_SECRET_KEY_COMMAND prints');
  throw new RejectedError('NOT_READY', `PACKYARD_SECRET_KEY_COMMAND ended with ${exitCode ?? 'a signal'}.`, {
    hint: 'It has to print 32 bytes in base64, and nothing else, within 30 seconds; try it in a shell.',
  });
}
