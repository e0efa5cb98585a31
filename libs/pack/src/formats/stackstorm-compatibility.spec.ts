import { readdirSync, readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { readStackStormDependencies } from './stackstorm-dependencies';

const root = resolve(__dirname, '../../../..');
const page = readFileSync(join(root, 'docs/stackstorm-compatibility.md'), 'utf8');
const rows = page
  .split('\n')
  .filter((line) => line.startsWith('| '))
  .map((line) => line.split('|').map((cell) => cell.trim()));

describe('docs/stackstorm-compatibility.md', () => {
  it('names only tests that are there', () => {
    const specs = ['libs/pack/src', 'test'].flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((file) => join(root, folder, file)),
    );
    const named = rows.flatMap((cells) => [...(cells.at(-2) ?? '').matchAll(/^`([\w-]+)` (.+)$/g)]);
    expect(named.length).toBeGreaterThan(20);
    for (const [, file = '', title = ''] of named) {
      const spec = specs.find(
        (path) => basename(path).replace(/\.(e2e-)?spec\.ts$/, '') === file && /spec\.ts$/.test(path),
      );
      const text = spec === undefined ? '' : readFileSync(spec, 'utf8');
      const isThere = ["'", '"', '`'].some((quote) => text.includes(`${quote}${title}`));
      expect([file, title, isThere]).toEqual([file, title, true]);
    }
  });

  it('says how dependencies are read', () => {
    const section = page.slice(page.indexOf('## Dependencies'), page.indexOf('## Components'));
    const written = [...section.matchAll(/^\| `(.+?)` +\| (.*?) +\|/gm)].map(([, text = '', meant = '']) => [
      text,
      meant,
    ]);
    expect(written.length).toBeGreaterThan(10);
    expect(written.map(([text = '']) => [text, shown(text)])).toEqual(written);
  });
});

function shown(text: string): string {
  const { found, problems } = readStackStormDependencies({ dependencies: [text] });
  const [one] = found;
  if (one === undefined) return problems.length === 1 ? 'refused' : 'lost';
  return `${one.ref} ${one.range}${one.place === undefined ? '' : ` from ${one.place}`}`;
}
