import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { temporaryFolder } from '@packyard/testing';
import { environmentRequests } from './environments/environment-requests';
import { findPackRoot } from './find-pack-root';
import { readPack } from './read-pack';
import { resolveInside } from './safe-path';
import { attuneFolderChecksum, digestTree } from './tree-digest';

const folder = temporaryFolder();
let count = 0;

function tree(files: Record<string, string>): string {
  const root = join(folder, `stackstorm-tree-${count++}`);
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
  return root;
}

const ATTUNE = 'ref: slack\nlabel: Slack\nversion: 1.10\nruntime_deps: [python3>=3.8]\n';
const STACKSTORM = 'name: Slack Pack\nref: slack\ndescription: d\nversion: 1.0.0\nauthor: a\nemail: a@b.example\n';
const NO_SKIPS = { skipPython: false, skipNodejs: false };

describe('readPack', () => {
  it('puts up with a manifest that says too little or nonsense, when it may', async () => {
    const wrong = {
      'pack.yaml': 'label: Nameless\nruntime_deps: []\ndependencies: [core, "!!", {ref: x, version: "~~"}]\n',
    };
    await expect(readPack(tree(wrong))).rejects.toMatchObject({ code: 'MANIFEST_INVALID' });
    const { manifest, problems } = await readPack(tree(wrong), { repairManifest: true });
    expect(manifest).toMatchObject({ ref: 'unknown', version: '0.0.0', dependencies: [{ ref: 'core', range: '*' }] });
    expect(problems).toHaveLength(4);
    expect(problems[0]).toBe("pack.yaml: the field 'ref' is missing");
    const stackstorm = tree({ 'pack.yaml': 'name: slack\nstackstorm_version: ">=3"\nversion: soon\n' });
    expect((await readPack(stackstorm, { repairManifest: true })).manifest).toMatchObject({
      format: 'stackstorm',
      ref: 'slack',
      version: '0.0.0',
    });
  });

  it("reads Attune's format, the version as it is written", async () => {
    const root = tree({
      'pack.yaml': `${ATTUNE}dependencies:\n  - core\n  - http ^1.0\n  - name@>=2\n  - {ref: other, version: ~1.2}\nkeywords: [chat]\n`,
      'actions/post.yaml': 'ref: slack.post\nlabel: Post\nrunner_type: python\nentry_point: post.py\n',
      'actions/post.py': '',
      'rules/r.yaml': 'ref: slack.r\ntrigger_ref: core.t\naction_ref: slack.post\nenabled: false\n',
      'actions/lib/ignored.yaml': 'not: a component',
    });
    const pack = await readPack(root);
    expect(pack.manifest).toMatchObject({
      format: 'attune',
      ref: 'slack',
      version: '1.10',
      pythonRange: '>=3.8',
      keywords: ['chat'],
      dependencies: [
        { ref: 'core', range: '*' },
        { ref: 'http', range: '^1.0' },
        { ref: 'name', range: '>=2' },
        { ref: 'other', range: '~1.2' },
      ],
    });
    expect(pack.components.map(({ kind, ref, enabled }) => [kind, ref, enabled])).toEqual([
      ['action', 'slack.post', true],
      ['rule', 'slack.r', false],
    ]);
  });

  it("reads the older style of Attune's documents", async () => {
    const root = tree({ 'pack.yaml': 'ref: slack\nname: Slack\nversion: "1.0.0"\npython: "3.11"\n' });
    expect((await readPack(root)).manifest).toMatchObject({ format: 'attune', label: 'Slack', pythonRange: '>=3.11' });
  });

  it.each([
    ['python: ">=3.9"', '>=3.9', { python: '>=3.9' }],
    ['python: 3.10', '>=3.10', { python: '3.10' }],
    ['python: {version: "~3.11"}', '~3.11', { python: '~3.11' }],
    ['runtime_deps: ["python3>=3.8", nodejs^14]', '>=3.8', { python: '>=3.8', nodejs: '^14' }],
    ['python: true\nruntime_deps: ["python3>=3.8"]', '>=3.8', { python: '>=3.8' }],
    ['python: false', '*', {}],
    ['python:', '*', {}],
    ['runtime_deps: [python3, shell]', '*', {}],
    ['python: newest', '*', { python: 'newest' }],
  ])('keeps versions of runtimes as they are written: %j', async (lines, pythonRange, runtimeVersions) => {
    const { manifest } = await readPack(tree({ 'pack.yaml': `ref: slack\nlabel: Slack\nversion: 1.0.0\n${lines}\n` }));
    expect(manifest).toMatchObject({ pythonRange, runtimeVersions });
  });

  it("reads StackStorm's format with its YAML 1.1, duplicate keys and workflows", async () => {
    const root = tree({
      'pack.yaml': `${STACKSTORM}python_versions: ["3"]\ndependencies: [core, "lib=1.0.0"]\n`,
      'actions/post.yaml':
        'name: post\nrunner_type: python-script\nenabled: yes\nparameters: {}\nparameters: {a: {type: string}}\r\n',
      'actions/flow.yml': 'name: flow.it\nrunner_type: orquesta\nentry_point: workflows/flow.yaml\n',
      'actions/workflows/flow.yaml': '',
      'sensors/s.yaml': 'class_name: S\nentry_point: s.py\npayload_info: x\n',
      'sensors/s.py': '',
      'aliases/a.yaml': 'name: a\naction_ref: slack.post\nformats: [x]\n',
    });
    const pack = await readPack(root);
    expect(pack.manifest).toMatchObject({
      format: 'stackstorm',
      label: 'Slack Pack',
      dependencies: [
        { ref: 'core', range: '*' },
        { ref: 'lib', range: '1.0.0' },
      ],
    });
    expect(pack.components.map(({ kind, ref }) => `${kind} ${ref}`).sort()).toEqual([
      'action slack.post',
      'alias slack.a',
      'sensor slack.S',
      'workflow slack.flow.it',
    ]);
  });

  it.each([
    ['["3"]', '>=3'],
    ['["2", "3"]', '>=3'],
    ['["2"]', '<3'],
    ['["4", "5"]', '~4 || ~5'],
    ['["3.8"]', '~3.8'],
    ['[three]', '>=3'],
    ['[]', '>=3'],
  ])('takes the Pythons of StackStorm %s for %s', async (written, range) => {
    const { manifest } = await readPack(tree({ 'pack.yaml': `${STACKSTORM}python_versions: ${written}\n` }));
    expect(manifest.pythonRange).toBe(range);
  });

  it("takes StackStorm's ref from the name or the folder when it is missing", async () => {
    const without = STACKSTORM.replace('ref: slack\n', '');
    expect((await readPack(tree({ 'pack.yaml': without.replace('Slack Pack', 'csv') }))).manifest.ref).toBe('csv');
    expect(
      await readPack(
        tree({ 'pack.yaml': without.replace('Slack Pack', 'csv').replace('name: csv', 'name: CSV') }),
      ).catch((error: unknown) => error),
    ).toMatchObject({ code: 'MANIFEST_INVALID', message: expect.stringContaining("'ref' is missing") });
  });

  it.each([
    ['no mapping', '- a\n', 'holds a list'],
    ['broken YAML', 'ref: [\n', 'is not valid YAML in line'],
    ['nothing', '', 'holds nothing'],
    ['no version', 'ref: x\nlabel: x\n', "the field 'version' is missing"],
    ['a bad version', 'ref: x\nlabel: x\nversion: one\n', "the version 'one' is no semantic version"],
    ['a bad ref', 'ref: ../x\nlabel: x\nversion: 1.0.0\n', "the ref '../x' is not allowed"],
    [
      'a bad dependency',
      'ref: x\nlabel: x\nversion: 1.0.0\ndependencies: ["a@bogus"]\n',
      "'bogus' is no version range",
    ],
    [
      'a bomb of aliases',
      `ref: x\nlabel: x\nversion: 1.0.0\na: &a [1,1,1,1,1,1,1,1,1,1]\n${'bcdefghij'
        .split('')
        .map(
          (name, i) =>
            `${name}: &${name} [${Array(10)
              .fill(`*${'abcdefghi'[i] ?? ''}`)
              .join(',')}]\n`,
        )
        .join('')}`,
      'by its aliases',
    ],
    ['an alias of itself', 'ref: x\nlabel: x\nversion: 1.0.0\na: &a [*a]\n', ''],
    ['a NUL character', 'ref: x\nlabel: "x\\0"\nversion: 1.0.0\n', 'NUL character'],
    ['Python objects', 'ref: !!python/object/apply:os.system ["id"]\n', 'is not valid YAML'],
  ])('refuses a manifest with %s, in words', async (_what, text, words) => {
    await expect(readPack(tree({ 'pack.yaml': text }))).rejects.toMatchObject({
      code: 'MANIFEST_INVALID',
      message: expect.stringContaining(words),
    });
  });

  it('names every invalid component at once, or leaves them out when asked to', async () => {
    const root = tree({
      'pack.yaml': ATTUNE,
      'actions/a.yaml': 'label: no ref\n',
      'rules/r.yaml': 'ref: slack.r\n',
      'triggers/t.yaml': 'ref: slack.t\n',
      'sensors/s.yaml': '[\n',
    });
    const error: unknown = await readPack(root).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'COMPONENT_INVALID' });
    for (const file of ['actions/a.yaml', 'rules/r.yaml', 'sensors/s.yaml'])
      expect((error as Error).message).toContain(file);
    const lenient = await readPack(root, { skipComponents: true });
    expect([lenient.components.map(({ ref }) => ref), lenient.warnings.length]).toEqual([['slack.t'], 3]);
  });
});

describe('findPackRoot', () => {
  it.each(['pack.yaml', 'pack/pack.yaml', 'slack-1.0.0/pack.yaml', 'slack-1.0.0/pack/pack.yaml'])(
    'finds %s',
    async (path) => {
      const root = tree({ [path]: ATTUNE });
      expect(await findPackRoot(root)).toBe(dirname(join(root, path)));
    },
  );

  it('says what it found instead', async () => {
    await expect(findPackRoot(tree({ 'README.md': '', 'src/x': '' }))).rejects.toMatchObject({
      code: 'MANIFEST_NOT_FOUND',
      message: expect.stringContaining('README.md, src/'),
    });
  });
});

describe('digests', () => {
  it('can be recomputed by anyone from the description', async () => {
    const root = tree({ 'b ü.txt': 'two', 'a/run.sh': 'one', 'sub/.git': 'counts' });
    chmodSync(join(root, 'a/run.sh'), 0o755);
    symlinkSync('a/run.sh', join(root, 'link'));
    symlinkSync('/elsewhere', join(root, 'virtualenv'));
    const sha = (text: string) => createHash('sha256').update(text).digest('hex');
    const lines = `exec ${sha('one')} a/run.sh\nfile ${sha('two')} b%20%C3%BC.txt\nlink ${sha('a/run.sh')} link\nfile ${sha('counts')} sub/.git\n`;
    expect(await digestTree(root)).toBe(`sha256:${sha(lines)}`);
  });

  it("follow Attune's rule where an Attune index promises one", async () => {
    const root = tree({ 'b.txt': 'two', 'a/x': 'one' });
    expect(await attuneFolderChecksum(root, new AbortController().signal)).toBe(
      `sha256:${createHash('sha256').update('a/xoneb.txttwo').digest('hex')}`,
    );
  });
});

describe('environment requests', () => {
  it('are none for a pack that needs nothing', async () => {
    const root = tree({
      'pack.yaml': ATTUNE,
      'requirements.txt': '\n# only a comment\n',
      'package.json': '{"name": "x"}',
    });
    expect(await environmentRequests(root, (await readPack(root)).manifest, NO_SKIPS)).toEqual({
      requests: [],
      warnings: [],
    });
  });

  it('have the same fingerprint for the same inputs, and another for others', async () => {
    const fingerprint = async (requirements: string, extra: Record<string, string> = {}) => {
      const root = tree({ 'pack.yaml': ATTUNE, 'requirements.txt': requirements, ...extra });
      return (await environmentRequests(root, (await readPack(root)).manifest, NO_SKIPS)).requests[0]?.fingerprint;
    };
    expect(await fingerprint('flask\n', { 'README.md': 'x' })).toBe(await fingerprint('flask\n'));
    expect(await fingerprint('flask==1\n')).not.toBe(await fingerprint('flask\n'));
    expect(await fingerprint('./wheels/x.whl\n', { 'wheels/x.whl': '1' })).not.toBe(
      await fingerprint('./wheels/x.whl\n', { 'wheels/x.whl': '2' }),
    );
    expect(await fingerprint('-r more.txt\n', { 'more.txt': '1' })).not.toBe(
      await fingerprint('-r more.txt\n', { 'more.txt': '2' }),
    );
  });

  it('ask for what was asked for, and otherwise for what the pack accepts', async () => {
    const root = tree({
      'pack.yaml': ATTUNE,
      'requirements.txt': 'flask',
      'package.json': '{"dependencies": {"a": "1"}}',
    });
    const { manifest } = await readPack(root);
    expect(
      (await environmentRequests(root, manifest, NO_SKIPS)).requests.map(({ versionRange }) => versionRange),
    ).toEqual(['>=3.8', '*']);
    const asked = await environmentRequests(root, manifest, {
      ...NO_SKIPS,
      pythonVersion: '3.12',
      nodejsVersion: '20',
    });
    expect(asked.requests.map(({ versionRange }) => versionRange)).toEqual(['~3.12', '~20']);
    expect(await environmentRequests(root, manifest, { skipPython: true, skipNodejs: true })).toMatchObject({
      requests: [],
    });
  });
});

describe('resolveInside', () => {
  it('never answers a path outside of the root', () => {
    const piece = fc.constantFrom('..', '.', 'a', 'b c', '', '/', '\\', '\0', 'C:', '...');
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 6 }), (pieces) => {
        try {
          expect(`${resolveInside('/root/pack', pieces.join('/'))}/`).toMatch(/^\/root\/pack\//);
        } catch (error) {
          expect(error).toMatchObject({ code: 'ARCHIVE_UNSAFE_PATH' });
        }
      }),
    );
  });
});
