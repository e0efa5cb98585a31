import { parseSource } from '@packyard/contracts';
import { exactSource } from './exact-source';
import { lockedSource } from './locked-source';

const COMMIT = 'c'.repeat(40);
const SUM = `sha256:${'a'.repeat(64)}`;

describe('the source of a pack, written into a lock and read from it', () => {
  it.each([
    [
      'https://h.example/p.git//packs/a?submodules=1&lfs=1#v1',
      COMMIT,
      { submodules: true, lfs: true, refSpec: COMMIT },
    ],
    ['git@h.example:t/p.git?lfs=1', COMMIT, { lfs: true, refSpec: COMMIT }],
    ['oci://h.example/team/p:1.0.0', null, { tag: '1.0.0', checksum: SUM }],
    ['s3+https://h.example/bucket/my p%2B.tgz//a?versionId=v1&region=eu-west-1', null, { checksum: SUM }],
    ['https://h.example/p.tgz', null, { checksum: SUM }],
  ])('is the same: %s', (text, gitCommit, parts) => {
    const { source } = parseSource(text);
    const fetched = { source, version: '1.0.0', gitCommit, checksum: gitCommit === null ? SUM : null };
    const exact = exactSource(fetched);
    const locked = { ref: 'p', source: exact, version: '1.0.0', digest: SUM, environments: {} };
    const read = lockedSource(locked as Parameters<typeof lockedSource>[0]);
    expect(read.source).toMatchObject({ ...source, ...parts, locked: { digest: SUM } });
  });
  it('is refused when it came with a request, of which nothing is kept', () => {
    const source = { kind: 'local', path: '/home/uploads/1.archive', upload: 'p.zip' } as const;
    const locked = { ref: 'p', source, version: '1.0.0', digest: SUM, environments: {} };
    expect(() => lockedSource(locked as Parameters<typeof lockedSource>[0])).toThrow(
      expect.objectContaining({ code: 'LOCK_MISMATCH', message: "p comes from upload:p.zip, which can't be fetched." }),
    );
  });
});
