import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { runInNewContext } from 'node:vm';

const PLUGIN = pathToFileURL(resolve(__dirname, '../scripts/lazy-loading-plugin.mjs')).href;
const CHANGE = `
  import { lazily } from '${PLUGIN}';
  const bundle = { only: { type: 'chunk', fileName: 'only.js', code: process.env.CODE } };
  lazily().generateBundle({}, bundle);
  process.stdout.write(bundle.only.code);`;

const FILES: Record<string, unknown> = {
  './a.cjs': {
    List: class {
      constructor(readonly items: readonly number[]) {}
    },
    MORE: [2, 3],
    four: () => 4,
  },
  'node:b': { default: 'whole' },
};

function changed(code: string): string {
  const env = { PATH: process.env['PATH'], CODE: code };
  return execFileSync(process.execPath, ['--input-type=module', '-e', CHANGE], { env, encoding: 'utf8' });
}

function run(code: string): { result: unknown; loaded: string[]; firstLoaded: string[] } {
  const loaded: string[] = [];
  const require = (path: string) => (loaded.push(path), FILES[path]);
  const program = runInNewContext(changed(code), { require }) as () => unknown;
  const firstLoaded = [...loaded];
  return { firstLoaded, result: program(), loaded };
}

describe('files of a bundle that are loaded when they are used', () => {
  it('are loaded then, and once, behind a new and where they are spread as well', () => {
    const code = `const require_a = require("./a.cjs");
const made = () => new require_a.List([1, ...require_a.MORE, (0, require_a.four)()]).items.join();
() => made() + made();`;
    expect(run(code)).toEqual({ firstLoaded: [], result: '1,2,3,41,2,3,4', loaded: ['./a.cjs'] });
  });

  it('are loaded at once when they are handed on as a whole', () => {
    const code = `let node_b = require("node:b");
node_b = ((module) => module.default)(node_b);
() => node_b;`;
    expect(run(code)).toEqual({ firstLoaded: ['node:b'], result: 'whole', loaded: ['node:b'] });
  });

  it('are none of the properties that have their name', () => {
    const code = `const require_a = require("./a.cjs");
const other = JSON.parse('{"require_' + 'a":{"MORE":"mine"}}');
() => other.require_a.MORE;`;
    expect(run(code)).toEqual({ firstLoaded: [], result: 'mine', loaded: [] });
  });
});
