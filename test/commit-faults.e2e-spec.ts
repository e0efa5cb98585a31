import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { eventually, scaledRuns } from '@packyard/testing';
import { COMMIT_FAULTS, CommitDriver } from './support/commit-driver';
import { STATEMENTS, TRANSACTIONS } from './support/commit-points';
import { TestFixture } from './support/test-fixture';

const root = resolve(__dirname, '..');
const OPENS_TRANSACTION = /\b(dataSource|manager)\.transaction\(|\btransactions\.run\(|new Transactions\(/;
/** Where transactions are opened for whoever asks. */
const FOR_OTHERS = 'libs/schema/src/unit-of-work/transactions.ts';
// The worst moment; the others of single statements are for the night.
const OF_STATEMENTS = scaledRuns(3) === 3 ? COMMIT_FAULTS : (['during'] as const);

describe('a commit whose connection is lost', () => {
  const fixture = new TestFixture();
  const driver = new CommitDriver(fixture);
  beforeAll(
    async () => (driver.service = await fixture.start({ environment: driver.environment, isFileByFile: true })),
  );
  afterEach(() => driver.forget());

  const cases = [
    ...TRANSACTIONS.map((point) => ({ ...point, kind: 'transaction' as const, faults: COMMIT_FAULTS })),
    ...STATEMENTS.map((point) => ({ ...point, kind: 'statement' as const, faults: OF_STATEMENTS })),
  ].flatMap(({ kind, at, act, faults }) => faults.map((fault) => [kind, at, fault, act] as const));

  it.each(cases)('loses nothing and halves nothing: %s in %s × %s', async (kind, at, fault, act) => {
    await act(driver, () => driver.strike({ kind, at, fault }));
    await eventually(() => expect(driver.isStruck()).toBe(true), 60_000);
    await eventually(async () => expect((await fetch(`${driver.service.url}/health/ready`)).status).toBe(200), 30_000);
  });

  it('is tried wherever a transaction is opened', () => {
    const files = ['apps', 'libs']
      .flatMap((at) =>
        readdirSync(join(root, at), { recursive: true, encoding: 'utf8' }).map((name) => `${at}/${name}`),
      )
      .filter((path) => path.endsWith('.ts') && !/spec\.ts$|\/testing\//.test(path) && path !== FOR_OTHERS)
      .filter((path) => OPENS_TRANSACTION.test(readFileSync(join(root, path), 'utf8')));
    expect(files.sort()).toEqual(TRANSACTIONS.map(({ at }) => at).sort());
  });

  it('is tried for everything that was committed while all this happened', () => {
    const tried = [
      ...TRANSACTIONS.map(({ at }) => `transaction ${at}`),
      ...STATEMENTS.map(({ at }) => `statement ${at}`),
    ];
    expect([...driver.seen()].sort()).toEqual([...new Set(tried)].sort());
  });
});
