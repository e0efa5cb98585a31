import { execFileSync } from 'node:child_process';
import { existsSync, utimesSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { runInNewContext } from 'node:vm';
import { temporaryFolder } from '@packyard/testing';

const PLUGIN = pathToFileURL(resolve(__dirname, '../scripts/smaller-bundle-plugins.mjs')).href;
const ESCAPE = `
  import { inAscii } from '${PLUGIN}';
  const bundle = { only: { type: 'chunk', fileName: 'only.js', code: process.env.CODE } };
  inAscii().generateBundle({}, bundle);
  process.stdout.write(bundle.only.code);`;

function inAscii(code: string): string {
  const env = { PATH: process.env['PATH'], CODE: code };
  return execFileSync(process.execPath, ['--input-type=module', '-e', ESCAPE], {
    env,
    encoding: 'utf8',
    stdio: 'pipe',
  });
}

describe('the files of services', () => {
  const folder = temporaryFolder();

  it.each([
    ['strings', String.raw`'→ \→ \\→ é 👇'`],
    ['templates', '`…${1}–`'],
    ['regular expressions', String.raw`[...'a–b👇c'.split(/[\–]/), ...'a–b👇c'.split(/[👇…]/u)]`],
    ['names', `(() => { const größe = 1; return { größe }; })()`],
  ])('say the same in ASCII: %s', (_what, code) => {
    const escaped = inAscii(code);
    expect(escaped).toMatch(/^[\x20-\x7e]+$/);
    expect(JSON.stringify(runInNewContext(escaped))).toBe(JSON.stringify(runInNewContext(code)));
  });

  it('are not made of what would show how it is written', () => {
    expect(() => inAscii('String.raw`→`')).toThrow('only.js: String.raw would show what is escaped');
  });

  it('of former builds go when no service can be running that was started of them', () => {
    for (const name of ['written.js', 'former.chunk.js', 'recent.chunk.js']) writeFileSync(join(folder, name), '');
    const daysAgo = (days: number) => Date.now() / 1000 - days * 24 * 3600;
    for (const name of ['written.js', 'former.chunk.js']) utimesSync(join(folder, name), daysAgo(8), daysAgo(8));
    utimesSync(join(folder, 'recent.chunk.js'), daysAgo(6), daysAgo(6));
    const script = `
      import { withoutFormer } from '${PLUGIN}';
      withoutFormer().writeBundle({ dir: '${folder}' }, { 'written.js': {} });`;
    execFileSync(process.execPath, ['--input-type=module', '-e', script], { stdio: 'pipe' });
    const left = ['written.js', 'former.chunk.js', 'recent.chunk.js'].map((name) => existsSync(join(folder, name)));
    expect(left).toEqual([true, false, true]);
  });
});
