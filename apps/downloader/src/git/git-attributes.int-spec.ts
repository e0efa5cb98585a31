import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LimitsConfig } from '@packyard/config';
import { RejectedError, reportError } from '@packyard/contracts';
import { eventually, temporaryFolder } from '@packyard/testing';
import { gitEnvironment } from './git-environment';
import { RemoteRepository } from './remote-repository';

const KB = 1024;
const limits = { ...LimitsConfig.parse({}), PACKYARD_MAX_UNPACKED_BYTES: 1024 * KB };

describe('a repository whose attributes say how files are written', () => {
  const folder = temporaryFolder();
  const git = (at: string, args: string[], input = '') => {
    const env = { ...process.env, GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: '/dev/null' };
    const identity = ['-c', 'user.name=t', '-c', 'user.email=t@h.example'];
    return execFileSync('git', ['-C', at, ...identity, ...args], { env, input, encoding: 'utf8' }).trim();
  };
  const checkOut = async (
    files: Readonly<Record<string, string>>,
    { signal = AbortSignal.timeout(60_000), isPart = false } = {},
  ) => {
    const place = mkdtempSync(join(folder, 'in-'));
    const [url, worktree, scratchFolder] = [join(place, 'served'), join(place, 'content'), join(place, 'scratch')];
    for (const made of [url, worktree, scratchFolder]) mkdirSync(made);
    git(url, ['init', '--quiet', '--initial-branch=main']);
    for (const [path, content] of Object.entries(files)) {
      const id = git(url, ['hash-object', '-w', '--no-filters', '--stdin'], content);
      git(url, ['update-index', '--add', '--cacheinfo', `100644,${id},${path}`]);
    }
    git(url, ['commit', '--quiet', '-m', 'one']);
    const environment = gitEnvironment({
      scratchFolder,
      worktree,
      protocols: ['file'],
      verifySsl: true,
      stallSeconds: 30,
      configuration: {},
    });
    const repository = new RemoteRepository({ url, worktree, scratchFolder, environment, limits, signal });
    let bytes = 0;
    const code = await repository.checkOut(undefined, { isPart }).then(
      ({ listing }) => ((bytes = listing.bytes), 'CHECKED_OUT'),
      (error: unknown) => reportError(error).code,
    );
    return {
      code,
      bytes,
      names: readdirSync(worktree).sort(),
      contentOf: (path: string) => readFileSync(join(worktree, path), 'utf8'),
    };
  };

  it.each([
    ['* ident', '$Id$'.repeat(200 * KB)],
    ['[attr]innocent ident\n* innocent', '$Id$'.repeat(200 * KB)],
    ['* text working-tree-encoding=UTF-32', 'x'.repeat(900 * KB)],
  ])('is written as it was committed, and no larger, for %s', async (attributes, content) => {
    const { code, contentOf } = await checkOut({ '.gitattributes': `${attributes}\n`, 'a.txt': content });
    expect(code).toBe('CHECKED_OUT');
    expect(contentOf('a.txt') === content).toBe(true);
  });

  it('has the line ends that they ask for, also beside large files', async () => {
    const files = { '.gitattributes': '*.bat text eol=crlf\n', 'run.bat': 'a\nb\n', 'large.bin': 'x'.repeat(900 * KB) };
    const { code, contentOf } = await checkOut(files);
    expect(code).toBe('CHECKED_OUT');
    expect(contentOf('run.bat')).toBe('a\r\nb\r\n');
    expect(contentOf('large.bin')).toHaveLength(900 * KB);
  });

  it.each([
    ['.gitattributes', '* text eol=crlf'],
    ['deep/.gitattributes', '*.txt eol=crlf'],
    ['.gitattributes', '[attr]innocent eol=crlf\n* innocent'],
  ])('is refused before anything is written when line ends make it too large: %s %s', async (at, attributes) => {
    const { code, names } = await checkOut({ [at]: `${attributes}\n`, 'deep/a.txt': '\n'.repeat(600 * KB) });
    expect({ code, names }).toEqual({ code: 'LIMIT_EXCEEDED', names: [] });
  });

  it.each([
    [true, 600 * KB],
    [false, 300 * KB],
  ])('counts line ends of what is a part of a pack, however little that is: %s', async (isPart, bytes) => {
    const files = { '.gitattributes': '*.txt eol=crlf\n', 'a.txt': '\n'.repeat(300 * KB), 'b.bin': 'x\n' };
    const counted = (await checkOut(files, { isPart })).bytes;
    expect(counted - bytes).toBe(Object.values({ ...files, 'a.txt': '' }).join('').length);
  });

  /** From now on git does this when it is told `verb`. */
  const breakGit = (verb: string, script: string) => {
    const own = process.env['PATH'] ?? '';
    const programs = mkdtempSync(join(folder, 'programs-'));
    const real = execFileSync('sh', ['-c', 'command -v git'], { encoding: 'utf8' }).trim();
    const text = `#!/bin/sh\nif [ "$1" = ${verb} ]; then ${script}; fi\nexec ${real} "$@"\n`;
    writeFileSync(join(programs, 'git'), text, { mode: 0o755 });
    process.env['PATH'] = `${programs}:${own}`;
    return () => void (process.env['PATH'] = own);
  };
  const large = { '.gitattributes': '*.bat text eol=crlf\n', 'run.bat': 'a\n', 'large.bin': 'x'.repeat(900 * KB) };

  it.each([
    ['refused', 'exit 128', 'SOURCE_UNAVAILABLE'],
    ['cut', 'kill -9 $$', 'SOURCE_UNAVAILABLE'],
    ['slow', 'sleep 0.3', 'CHECKED_OUT'],
  ])('is told as what it is when line ends can not be counted: %s', async (_fault, script, end) => {
    const mend = breakGit('read-tree', script);
    const { code, names } = await checkOut(large).finally(mend);
    expect({ code, names }).toEqual({ code: end, names: end === 'CHECKED_OUT' ? Object.keys(large).sort() : [] });
  });

  it('can be given up while line ends are counted', async () => {
    const begun = join(folder, 'begun');
    const mend = breakGit('read-tree', `: > ${begun}; exec sleep 300`);
    const abort = new AbortController();
    const running = checkOut(large, { signal: abort.signal });
    await eventually(() => expect(existsSync(begun)).toBe(true));
    abort.abort(new RejectedError('TIMED_OUT', 'enough', { hint: 'Fix nothing.' }));
    expect((await running.finally(mend)).code).toBe('TIMED_OUT');
  });
});
