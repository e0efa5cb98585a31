import { aPack } from '@packyard/testing';
import { TestFixture } from './support/test-fixture';

const MIB = 2 ** 20;

describe('a lock that takes longer to read than a lease holds', () => {
  const fixture = new TestFixture();

  it('loses its worker no lease, and is refused with what to do', async () => {
    const service = await fixture.start({ layout: 'processes' });
    const folder = aPack('hostile')
      .withFile('package.json', '{"name": "hostile", "version": "1.0.0", "dependencies": {"a": "1.0.0"}}')
      .withFile('pnpm-lock.yaml', `a: [${'a,'.repeat(8 * MIB - 4)}a]`)
      .writeTo(fixture.path('hostile'));
    const { packs } = await service.install([folder]);
    expect(packs[0]?.error).toMatchObject({
      code: 'LIMIT_EXCEEDED',
      message: expect.stringMatching(
        /^pnpm-lock\.yaml, of 16777\d{3} characters, takes .* to read\. Nothing was run\.$/,
      ),
      hint: expect.stringContaining('have its tool write pnpm-lock.yaml anew'),
    });
    const tasks = await fixture.database.query(
      `SELECT job_number AS "jobNumber", failures FROM task WHERE stage = 'build'`,
    );
    expect(tasks).toEqual([{ jobNumber: 1, failures: 0 }]);
  });
});
