import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { runInNewContext } from 'node:vm';

const PLUGIN = pathToFileURL(resolve(__dirname, '../scripts/lean-services.mjs')).href;
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
});
