import {
  type ClaimedTask,
  type ExecutionPackRepository,
  type PackProgressRepository,
  type Transaction,
  UnitOfWork,
} from '@packyard/schema';
import type { VersionRegistration } from '@packyard/versions';
import { RegisterHandler } from './register.handler';
import type { RegistrationCandidates } from './registration-candidates';
import type { AtomicRegistration } from './closing/atomic-registration';
import type { BrokenUpgradeUndo } from './closing/broken-upgrade-undo';
import type { InstalledTests } from './installed-tests/installed-tests';
import type { TestStep } from './test-step';

function registration(log: string[], isEnabled: boolean) {
  const packsBaseDirLink = { path: '', create: () => Promise.resolve(void log.push('base folder linked')) };
  const versions = {
    register: async (_unit: unknown, _request: unknown, record: (all: unknown[]) => Promise<void>) => {
      await record([{}]);
      log.push('enabled');
      return { isEnabled };
    },
  };
  const candidate = { request: { mayBreakDependants: true }, packsBaseDirLink };
  return new RegisterHandler(
    {
      read: () => Promise.resolve(candidate),
      record: () => Promise.resolve(void log.push('recorded')),
    } as unknown as RegistrationCandidates,
    {} as TestStep,
    {} as ExecutionPackRepository,
    {} as PackProgressRepository,
    versions as unknown as VersionRegistration,
    {} as AtomicRegistration,
    {} as BrokenUpgradeUndo,
    {} as InstalledTests,
  );
}

const task = {
  execution: { action: 'core.install_packs', parameters: { packs: ['slack'], skip_tests: true } },
  pack: {},
} as unknown as ClaimedTask;

async function run(isEnabled: boolean): Promise<string[]> {
  const log: string[] = [];
  const result = await registration(log, isEnabled).run(task, new AbortController().signal);
  await result.store(new UnitOfWork({} as Transaction));
  return log;
}

describe('registering a pack', () => {
  it('links the pack in its base folder after it is enabled', async () => {
    expect(await run(true)).toEqual(['recorded', 'enabled', 'base folder linked']);
  });

  it('links nothing there that is not enabled', async () => {
    expect(await run(false)).toEqual(['recorded', 'enabled']);
  });
});
