import { compareLockfiles, readLockfileNames } from './lockfile-reader';

const MIB = 2 ** 20;
const signal = AbortSignal.timeout(600_000);
jest.setTimeout(600_000);

/** How often this process got to something else meanwhile. */
async function ticksDuring(work: () => Promise<unknown>): Promise<{ ticks: number; outcome: unknown }> {
  let ticks = 0;
  const timer = setInterval(() => (ticks += 1), 10);
  const outcome = await work().catch((error: unknown) => error);
  clearInterval(timer);
  return { ticks, outcome };
}

describe('a lock that takes long to read', () => {
  it.each([
    ['pnpm-lock.yaml', `a: [${'a,'.repeat(8 * MIB - 4)}a]`, 'LIMIT_EXCEEDED'],
    ['package-lock.json', `${'['.repeat(8 * MIB)}${']'.repeat(8 * MIB)}`, 'ENVIRONMENT_FAILED'],
  ])('keeps nobody else waiting, and ends in an error that names it: %s', async (file, text, code) => {
    const { ticks, outcome } = await ticksDuring(() => readLockfileNames({ text, file }, signal));
    expect(ticks).toBeGreaterThan(20);
    expect(outcome).toMatchObject({
      code,
      message: expect.stringMatching(new RegExp(`^${file.replace('.', '\\.')}.*Nothing was run`)),
      hint: expect.stringContaining(`have its tool write ${file} anew`),
    });
  });

  it('is read like a short one, and compared like one', async () => {
    const entry = (at: number) => `"node_modules/p${at}": {"version": "1.0.0", "integrity": "sha512-a${at}"}`;
    const entries = Array.from({ length: 20_000 }, (_one, at) => entry(at)).join(', ');
    const resolved = '{"resolved": "file:../out"}, "c": {"resolved": "https://h.example/c.tgz"}';
    const text = `{"packages": {${entries}, "b": ${resolved}}}`;
    expect(text.length).toBeGreaterThan(MIB);
    const names = await readLockfileNames({ text, file: 'package-lock.json' }, signal);
    expect(names.urls).toEqual(['https://h.example/c.tgz']);
    expect(names.paths).toEqual(expect.arrayContaining([['../out', '.']]));
    const made = (integrity: string) => `  p1@1.0.0:\n    resolution: {integrity: ${integrity}}\n`;
    await compareLockfiles({ file: 'package-lock.json', text }, made('sha512-a1'), signal);
    await expect(compareLockfiles({ file: 'package-lock.json', text }, made('sha512-b'), signal)).rejects.toMatchObject(
      {
        code: 'ENVIRONMENT_FAILED',
        message: expect.stringContaining('p1@1.0.0'),
      },
    );
  });

  it('is left alone by a build that ends', async () => {
    const ending = new AbortController();
    const reading = readLockfileNames({ text: `a: [${'a,'.repeat(8 * MIB)}a]`, file: 'pnpm-lock.yaml' }, ending.signal);
    ending.abort(new Error('cancelled'));
    await expect(reading).rejects.toThrow('cancelled');
  });
});
