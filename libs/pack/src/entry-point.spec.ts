import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { temporaryFolder } from '@packyard/testing';
import fc from 'fast-check';
import { readPack } from './read-pack';

const ATTUNE = 'ref: p\nlabel: P\nversion: 1.0.0\n';
const STACKSTORM = 'ref: p\nname: p\ndescription: d\nversion: 1.0.0\nauthor: a\nemail: a@b.example\n';

describe('the entry point of a component', () => {
  const root = temporaryFolder();

  function read(manifest: string, files: Record<string, string>) {
    const folder = mkdtempSync(join(root, 'pack-'));
    for (const [name, content] of Object.entries({ 'pack.yaml': manifest, ...files })) {
      mkdirSync(join(folder, dirname(name)), { recursive: true });
      writeFileSync(join(folder, name), content);
    }
    return readPack(folder);
  }
  const attune = (lines: string, files: Record<string, string> = {}) =>
    read(ATTUNE, { 'actions/a.yaml': `ref: p.a\n${lines}\n`, 'actions/a.sh': '', ...files });
  const stackstorm = (lines: string, files: Record<string, string> = {}) =>
    read(STACKSTORM, { 'actions/a.yaml': `name: a\n${lines}\n`, 'actions/a.py': '', ...files });

  it.each([
    ['runner_type: shell\nentry_point: a.sh'],
    ['runner_type: shell\nentry_point: ./a.sh'],
    ['runner_type: shell\nentry_point: ../lib/a.sh'],
    ['runner_type: native\nentry_point: built-later'],
    ['runner_type: shell\nworkflow_file: workflows/a.workflow.yaml'],
    ['runner_type: shell\nentry_point: ""\nworkflow_file: w.yaml'],
  ])('is fine in Attune: %j', async (lines) => {
    expect(await attune(lines, { 'lib/a.sh': '' })).toMatchObject({ problems: [], warnings: [] });
  });

  it.each([
    ['runner_type: python-script\nentry_point: a.py'],
    ['runner_type: orquesta\nentry_point: workflows/a.yaml'],
    ['runner_type: local-shell-cmd\nentry_point: ""'],
    ['runner_type: local-shell-cmd'],
    ['runner_type: http-request\nentry_point: nothing'],
  ])('is fine in StackStorm: %j', async (lines) => {
    expect(await stackstorm(lines, { 'actions/workflows/a.yaml': '' })).toMatchObject({ problems: [], warnings: [] });
  });

  it.each([
    [attune, 'runner_type: shell\nentry_point: b.sh', "entry_point 'b.sh' names actions/b.sh, which is not there"],
    [
      attune,
      'runner_type: python\nentry_point: ../actions',
      "entry_point '../actions' names actions, which is no file",
    ],
    [
      attune,
      'runner_type: shell\nentry_point: a.sh/x',
      "entry_point 'a.sh/x' names actions/a.sh/x, which is not there",
    ],
    [attune, 'runner_type: native\nentry_point: ../../x', "entry_point '../../x' leads out of the pack"],
    [attune, 'entry_point: /bin/sh', "entry_point has to be relative to its folder, but is '/bin/sh'"],
    [stackstorm, 'runner_type: python-script\nentry_point: b.py', "entry_point 'b.py' names actions/b.py"],
    [stackstorm, 'runner_type: remote-shell-script\nentry_point: b.sh', "entry_point 'b.sh' names actions/b.sh"],
    [stackstorm, 'runner_type: orquesta\nentry_point: workflows/b.yaml', 'names actions/workflows/b.yaml'],
    [stackstorm, 'runner_type: http-request\nentry_point: ../../../etc/passwd', 'leads out of the pack'],
    [stackstorm, "runner_type: noop\nentry_point: 'C:\\x'", 'has to be relative'],
    [stackstorm, "runner_type: noop\nentry_point: '..\\..\\x'", 'leads out of the pack'],
    [stackstorm, "runner_type: noop\nentry_point: '~/x'", 'has to be relative'],
  ])('is refused with file and field: %#', async (of, lines, words) => {
    await expect(of(lines)).rejects.toMatchObject({
      code: 'COMPONENT_INVALID',
      packRef: 'p',
      message: expect.stringContaining(`actions/a.yaml: ${words.startsWith('entry') ? words : ''}`) as string,
    });
    await expect(of(lines)).rejects.toThrow(words);
  });

  it('is looked for beside sensors, too', async () => {
    const sensor = { 'sensors/s.yaml': 'class_name: S\nentry_point: s.py\n' };
    await expect(read(STACKSTORM, sensor)).rejects.toThrow("sensors/s.yaml: entry_point 's.py' names sensors/s.py");
    expect(await read(STACKSTORM, { ...sensor, 'sensors/s.py': '' })).toMatchObject({ problems: [] });
  });

  it('is missed where nothing can start without it', async () => {
    expect((await stackstorm('runner_type: python-script')).warnings).toEqual([
      "actions/a.yaml: it has no entry_point, without which python-script can't start it.",
    ]);
  });

  it('never leads out of the pack, and never fails otherwise, whatever it says', async () => {
    const part = fc.constantFrom('..', '.', 'a.sh', '', '\\', '~', 'é', 'x'.repeat(300), '..\\', 'actions');
    const path = fc.array(part, { maxLength: 6 }).map((parts) => parts.join('/'));
    await fc.assert(
      fc.asyncProperty(path, async (written) => {
        const lines = `runner_type: shell\nentry_point: ${JSON.stringify(written)}`;
        const { problems } = await attune(lines).catch((error: unknown) => {
          expect(error).toMatchObject({ code: 'COMPONENT_INVALID' });
          return { problems: ['refused'] };
        });
        const leadsOut = /(^|\/)\.\.(\/\.)*\/+\.\.(\/|$)/.test(written) && written.startsWith('../..');
        if (leadsOut) expect(problems).toEqual(['refused']);
      }),
      { numRuns: 40 },
    );
  });
});
