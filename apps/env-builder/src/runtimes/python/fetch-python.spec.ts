import { existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DEFAULT_LIMITS } from '@packyard/sandbox';
import { temporaryFolder } from '@packyard/testing';
import type { BuildContext } from '../build-in-scratch';
import { CopyAllowance } from '../copy-allowance';
import { fetchPython } from './fetch-python';
import { PythonCache } from './python-cache';

const root = temporaryFolder();
const RELEASE = { version: '3.11.9', key: 'cpython-3.11.9-linux-x86_64-gnu', url: 'https://python.example/3.11.9' };
let count = 0;

describe('what uv has unpacked', () => {
  it('is kept where it is a folder that runs', async () => {
    const tools = join(root, `tools-${count}`);
    const interpreter = await fetched(tools, (made) => anInterpreter(made));
    expect(existsSync(join(interpreter.fetchedFolder ?? '', 'secret'))).toBe(true);
  });

  // uv runs it to compile its modules, with the right to write there.
  it.each([
    ['it', (made: string) => made],
    ['the folder of all', (made: string) => dirname(made)],
  ])('is not followed where a link stands in place of %s', async (_what, replacedOf) => {
    const tools = join(root, `tools-${count}`);
    const elsewhere = join(root, `elsewhere-${count}`);
    const fetching = fetched(tools, (made) => {
      const replaced = replacedOf(made);
      anInterpreter(made.replace(replaced, elsewhere));
      mkdirSync(dirname(replaced), { recursive: true });
      symlinkSync(elsewhere, replaced);
    });
    await expect(fetching).rejects.toMatchObject({
      code: 'RUNTIME_NOT_FOUND',
      message: `${RELEASE.key}, as uv has fetched it, is not used: it is no folder.`,
    });
    expect(readdirSync(tools)).toEqual([]);
  });
});

function anInterpreter(folder: string): void {
  for (const part of ['bin', 'lib/python3.11']) mkdirSync(join(folder, part), { recursive: true });
  for (const file of ['bin/python3.11', 'secret']) writeFileSync(join(folder, file), '');
}

/** With a uv that leaves what it is told to. */
function fetched(tools: string, leave: (made: string) => void) {
  const foreignFolder = join(root, `foreign-${count++}`);
  mkdirSync(foreignFolder);
  const run = (command: string, args: readonly string[]) => {
    if (command === 'uv') leave(join(args[args.indexOf('--install-dir') + 1] ?? '', RELEASE.key));
    return Promise.resolve({ exitCode: 0, stdout: `${RELEASE.version}\n`, stderr: '' });
  };
  const allowance = new CopyAllowance(DEFAULT_LIMITS, new AbortController().signal);
  const context = { run, allowance, environment: {}, clearForeign: () => Promise.resolve() } as unknown as BuildContext;
  const uv = { program: 'uv', version: '0' };
  return fetchPython(RELEASE, new PythonCache(tools), {
    uv,
    foreignFolder,
    list: { file: undefined, unchecked: 0 },
    context,
  });
}
