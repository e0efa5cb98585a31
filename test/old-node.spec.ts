import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { temporaryFolder } from '@packyard/testing';

const SCRIPTS = resolve(__dirname, '../scripts');
const NEEDED = ['supported-node.mjs', 'fetch-node.mjs', 'one-at-a-time.mjs'];
const PLATFORM = `${process.platform}-${process.arch}`;
/** Stands in for npm: puts the package where it is asked to, and writes down that it was. */
const NPM = `#!/bin/sh
echo "$*" >>"$(dirname "$0")/calls"
[ -z "$FAILURE" ] || { echo "$FAILURE" >&2; exit 1; }
while [ "$1" != --pack-destination ]; do shift; done
cp "$(dirname "$0")/package.tgz" "$2/"
`;
/** A Node.js that is too new to be told from the one that runs the test, but says that it is the one that was fetched. */
const NODE = `#!/bin/sh
[ "$1" = --version ] || exec '${process.execPath}' "$@" fetched
`;

describe('a Node.js that is too old', () => {
  const folder = temporaryFolder();
  let checkout: string;
  let bin: string;

  beforeEach(async () => {
    checkout = mkdtempSync(join(folder, 'checkout-'));
    bin = join(checkout, 'machine-bin');
    mkdirSync(bin);
    mkdirSync(join(checkout, 'scripts'));
    for (const script of NEEDED) cpSync(join(SCRIPTS, script), join(checkout, 'scripts', script));
    write('package.json', JSON.stringify({ engines: { node: '>=1000.0.0' } }));
    write(
      'scripts/program.mjs',
      `import { useSupportedNode } from './supported-node.mjs';
       if (!process.argv.includes('fetched')) await useSupportedNode();
       console.log(process.argv.slice(2).join(' '));
       process.exit(7);`,
    );
    write('package/bin/node', NODE);
    write('package/LICENSE', 'free');
    chmodSync(join(checkout, 'package/bin/node'), 0o755);
    write('machine-bin/npm', NPM);
    chmodSync(join(bin, 'npm'), 0o755);
    await run('tar', ['-czf', join(bin, 'package.tgz'), '-C', checkout, 'package']);
    lock(
      createHash('sha512')
        .update(readFileSync(join(bin, 'package.tgz')))
        .digest('base64'),
    );
  });

  it('is replaced by the one that is locked, which runs the same script with the same arguments', async () => {
    const first = await program('a', 'b c');
    expect(first).toEqual({
      code: 7,
      stdout: 'a b c fetched\n',
      stderr: expect.stringMatching(/^[^\n]*Fetching[^\n]*\n$/),
    });
    expect(await program('again')).toEqual({ code: 7, stdout: 'again fetched\n', stderr: '' });
    expect(calls()).toHaveLength(1);
    expect(calls()[0]).toContain('pack the-node@1001.0.0');
  });

  it('is replaced once by several commands at a time, after another that was interrupted', async () => {
    const gone = await run(process.execPath, ['-p', 'process.pid']);
    write('.node/lock', gone.stdout.trim());
    write('.node/unfinished-1/package/bin/node', 'half of it');
    const all = await Promise.all(['1', '2', '3', '4'].map((number) => program(number)));
    expect(all.map(({ stdout }) => stdout)).toEqual(['1', '2', '3', '4'].map((number) => `${number} fetched\n`));
    expect(calls()).toHaveLength(1);
    expect(readdirSync(join(checkout, '.node'))).toEqual([`1001.0.0-${PLATFORM}`]);
  });

  it('is not replaced by anything else than what is locked', async () => {
    lock('AAAA');
    const { code, stderr } = await program();
    expect([code, stderr]).toEqual([1, expect.stringContaining('is not what is locked')]);
    expect(existsSync(join(checkout, '.node', `1001.0.0-${PLATFORM}`))).toBe(false);
  });

  it('is said to be too old, with what to do, where nothing can be fetched', async () => {
    const offline = await program('x', { FAILURE: 'npm error network' });
    expect(offline).toMatchObject({ code: 1, stdout: '' });
    expect(offline.stderr).toMatch(
      /npm error network[\s\S]*needs Node\.js 1000\.0\.0 or newer[\s\S]*Install a newer one/,
    );
    write('scripts/node-lock.json', '{}');
    expect((await program('x')).stderr).toMatch(/needs Node\.js 1000\.0\.0 or newer[\s\S]*install it, and try again/);
  });

  const write = (path: string, text: string) => {
    mkdirSync(join(checkout, path, '..'), { recursive: true });
    writeFileSync(join(checkout, path), text);
  };
  const lock = (sha512: string) =>
    write(
      'scripts/node-lock.json',
      JSON.stringify({ [PLATFORM]: { package: 'the-node', version: '1001.0.0', integrity: `sha512-${sha512}` } }),
    );
  const calls = () => readFileSync(join(bin, 'calls'), 'utf8').trim().split('\n');
  const program = (...words: (string | Record<string, string>)[]) => {
    const args = words.filter((word): word is string => typeof word === 'string');
    const more = words.find((word): word is Record<string, string> => typeof word === 'object');
    const environment = { PATH: [bin, process.env['PATH']].join(delimiter), ...more };
    return run(process.execPath, [join(checkout, 'scripts/program.mjs'), ...args], environment);
  };
});

it('versions are compared by number', async () => {
  const script = `import { isAtLeast } from '${join(SCRIPTS, 'supported-node.mjs')}';
    console.log(['22.19.0', '22.20.0', '24.0.0', '100.0.0', '22.18.9', '20.20.2', '9.99.99'].map((v) => isAtLeast(v, '22.19.0')).join())`;
  const { stdout } = await run(process.execPath, ['--input-type=module', '-e', script]);
  expect(stdout).toBe('true,true,true,true,false,false,false\n');
});

function run(command: string, args: string[], environment: NodeJS.ProcessEnv = { PATH: process.env['PATH'] }) {
  return new Promise<{ code: number | string; stdout: string; stderr: string }>((resolve) => {
    execFile(command, args, { env: environment }, (error, stdout, stderr) =>
      resolve({ code: error?.code ?? 0, stdout, stderr }),
    );
  });
}
