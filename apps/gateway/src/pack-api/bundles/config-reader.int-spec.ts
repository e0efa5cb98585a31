import { RejectedError } from '@packyard/contracts';
import { parseBundleYaml } from '@packyard/pack';
import { processorTimeMs } from '@packyard/testing';
import { ConfigReader } from './config-reader';

const MINIMAL =
  'gort_bundle_version: 1\nname: date\nversion: 1.10\ndescription: Tells\ncommands: {d: {executable: [a], rules: [allow]}}\n';
const { signal } = new AbortController();

describe('ConfigReader', () => {
  const reader = new ConfigReader();

  it('reads a config as it is written, in another process', async () => {
    const fields = Array.from({ length: 80_000 }, (_unused, index) => `k${index}: 0\n`).join('');
    let startedAt = processorTimeMs();
    parseBundleYaml(`${MINIMAL}${fields}`);
    const itself = processorTimeMs() - startedAt;
    const { config, warnings } = await reader.read(`${MINIMAL}${fields}`, signal);
    const read: number[] = [];
    // More than once: garbage of others is collected meanwhile, too.
    for (let time = 0; time < 3; time += 1) {
      startedAt = processorTimeMs();
      await reader.read(`${MINIMAL}${fields}`, signal);
      read.push(processorTimeMs() - startedAt);
    }
    expect(Math.min(...read)).toBeLessThan(itself / 2);
    expect(config).toMatchObject({ name: 'date', version: '1.10', commands: { d: { executable: ['a'] } } });
    expect(warnings.at(-1)).toBe('and 79980 more');
  });

  it('refuses what is wrong as its reader does', async () => {
    await expect(reader.read('name: [', signal)).rejects.toMatchObject({ code: 'MANIFEST_INVALID' });
    await expect(reader.read('name: [', signal)).rejects.toBeInstanceOf(RejectedError);
  });

  it('reads for nobody who has gone', async () => {
    const gone = AbortSignal.abort();
    await expect(reader.read(MINIMAL, gone)).rejects.toMatchObject({ code: 'CANCELLED' });
  });
});
