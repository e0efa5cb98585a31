import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { RejectedError } from '@packyard/contracts';
import { scaledRuns, temporaryFolder } from '@packyard/testing';
import fc from 'fast-check';
import { readStackStormDependencies } from './formats/stackstorm-dependencies';
import { readPack } from './read-pack';

const EXPECTED = ['MANIFEST_INVALID', 'COMPONENT_INVALID', 'MANIFEST_NOT_FOUND', 'LIMIT_EXCEEDED'];

const scalar = fc.constantFrom(
  'slack',
  '1.0.0',
  '1.10',
  'no',
  '0755',
  '2024-01-01',
  '~',
  '"x',
  "'",
  '[a, b',
  '{a: b}',
  '&a',
  '*a',
  '!!binary x',
  '|',
  '.inf',
  '0x1f',
  '12:30:45',
  '__proto__',
  '../../etc/passwd',
  'é\u0000',
  '',
);
const key = fc.constantFrom(
  ...['ref', 'name', 'label', 'version', 'description', 'author', 'email', 'dependencies', 'python', 'nodejs'],
  ...[
    'runtime_deps',
    'python_versions',
    'stackstorm_version',
    'conf_schema',
    'testing',
    'keywords',
    'conflicts',
    'meta',
  ],
  ...['runner_type', 'entry_point', 'parameters', 'enabled', 'trigger', 'action', 'class_name', 'formats', '<<', '?'],
);
const line = fc
  .tuple(fc.constantFrom('', '  ', '- ', '\t', '# '), key, fc.constantFrom(': ', ':', ' ', ': \n  - '), scalar)
  .map((parts) => parts.join(''));
const valid = 'ref: p\nname: p\ndescription: d\nversion: 1.0.0\nauthor: a\n';
const text = fc.oneof(
  fc.array(line, { maxLength: 12 }).map((lines) => `${lines.join('\n')}\n`),
  fc.array(line, { maxLength: 6 }).map((lines) => `${valid}${lines.join('\n')}\n`),
  fc.string(),
);
const bytes = fc.oneof(
  text.map((written) => Buffer.from(written)),
  text.map((written) => Buffer.from(`\uFEFF${written}`, 'utf16le')),
  fc.uint8Array({ maxLength: 200 }).map((raw) => Buffer.from(raw)),
);

describe('whatever a pack says of itself', () => {
  const root = temporaryFolder();

  it('it is read, or refused in words', async () => {
    const files = fc.record({
      'pack.yaml': bytes,
      'actions/a.yaml': fc.option(bytes, { nil: undefined }),
      'sensors/s.yml': fc.option(bytes, { nil: undefined }),
      'config.schema.yaml': fc.option(bytes, { nil: undefined }),
    });
    await fc.assert(
      fc.asyncProperty(files, fc.boolean(), async (content, isLenient) => {
        const folder = mkdtempSync(join(root, 'pack-'));
        for (const [name, written] of Object.entries(content)) {
          if (written === undefined) continue;
          mkdirSync(join(folder, dirname(name)), { recursive: true });
          writeFileSync(join(folder, name), written);
        }
        const options = isLenient ? { skipComponents: true, repairManifest: true } : {};
        const read = await readPack(folder, options).catch((error: unknown) => {
          expect(error).toBeInstanceOf(RejectedError);
          expect(EXPECTED).toContain((error as RejectedError).code);
          expect((error as RejectedError).message).not.toMatch(/\[object Object\]|undefined/);
        });
        // What was read can be stored, and names nothing outside.
        if (read) expect(JSON.parse(JSON.stringify(read.manifest))).toMatchObject({ ref: read.manifest.ref });
      }),
      { numRuns: scaledRuns(2000) },
    );
  });

  it('no dependency is lost: each is understood, or a problem', () => {
    const item = fc.oneof(
      fc.jsonValue({ maxDepth: 2 }),
      fc
        .tuple(
          fc.constantFrom('a', 'my-pack', 'A', 'https://h.example/x', 'git@h.example:o/x.git', 'o/x', 'x y', '*', ''),
          fc.constantFrom('', '=', '==', '>=', '~=', '@', ' ', '#', '?ref='),
          fc.constantFrom('', '1', 'v1.0.0', 'master', '1f3b2c4d', '>=1,<2', '='),
        )
        .map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(fc.array(item, { maxLength: 5 }), (dependencies) => {
        const { found, problems } = readStackStormDependencies({ dependencies });
        const said = dependencies.filter((one) => one !== null && one !== '').length;
        expect(found.length + problems.length).toBeGreaterThanOrEqual(said);
        for (const { ref, range, place } of found) {
          expect(ref).toMatch(/^[a-z0-9][a-z0-9_.-]*$/);
          expect([range, place ?? ''].join()).not.toMatch(/object Object|undefined/);
        }
      }),
      { numRuns: scaledRuns(5000) },
    );
  });
});
