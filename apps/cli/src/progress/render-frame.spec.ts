import { stripVTControlCharacters } from 'node:util';
import { STAGES } from '@packyard/contracts';
import { aPackEvent, anExecution } from '../testing/an-execution';
import { follow, type Progress, startProgress } from './progress';
import { renderFrame } from './render-frame';
import { styleFor } from './style';
import { widthOf } from './text';

const plain = { columns: 100, rows: 30, nowMs: 12_300, style: styleFor(false) };

function progressOf(...changes: Parameters<typeof aPackEvent>[0][]): Progress {
  return changes.reduce<Progress>(
    (progress, change) => follow(progress, aPackEvent(change), 0),
    startProgress(anExecution(), 0),
  );
}

const FAILURE = {
  status: 'failed',
  error: { code: 'SOURCE_NOT_FOUND', message: 'The repository\n\u001b[2Jwas not found.', hint: 'Check the address.' },
} as const;

describe('renderFrame', () => {
  it('shows a pack with its four stages and its time on one line', () => {
    expect(renderFrame(progressOf({ stage: 'build' }), plain)).toEqual([
      'execution 7  running  0/1 packs',
      'slack                         download ✔  resolve ✔  build ⠸  register ·  12.3s',
    ]);
  });

  it('shows below a pack why it failed and what to do, without anything that moves the cursor', () => {
    expect(renderFrame(progressOf(FAILURE), plain).slice(1)).toEqual([
      expect.stringContaining('download ✖  resolve ·'),
      '  SOURCE_NOT_FOUND: The repository was not found.',
      '  → Check the address.',
    ]);
  });

  it('shows retries below the pack, and below the head those that concern several', () => {
    const note = { type: 'note', stage: 'download', text: 'Try 2 of 5 follows.' } as const;
    const one = follow(progressOf({}), { ...note, packId: 1 }, 0);
    expect(renderFrame(one, plain)[2]).toBe('  Try 2 of 5 follows.');
    expect(renderFrame(follow(one, { ...note, packId: null }, 0), plain)[1]).toBe('  Try 2 of 5 follows.');
  });

  it('masks the credentials of a source', () => {
    const [, line] = renderFrame(progressOf({ ref: null, source: 'https://me:s3cr3t@h.example/p.git' }), plain);
    expect(line).toMatch(/^https:\/\/\*\*\*@h\.example/);
  });

  it.each([1, 8, 20, 40, 79, 80, 200])('never makes a line wider than %i columns, coloured or not', (columns) => {
    const progress = progressOf(
      { id: 1, ref: 'a'.repeat(90), stage: 'build' },
      { id: 2, ref: '荷物'.repeat(40), stage: 'register', ...FAILURE },
    );
    for (const style of [styleFor(true), styleFor(false)]) {
      for (const line of renderFrame(progress, { ...plain, columns, style })) {
        expect(widthOf(stripVTControlCharacters(line))).toBeLessThanOrEqual(columns);
      }
    }
  });

  it.each([2, 3, 5, 10, 24])('never makes more lines than fit into %i rows', (rows) => {
    const packs = Array.from({ length: 60 }, (_, id) => ({ id, ref: `pack-${id}`, ...(id % 3 === 0 ? FAILURE : {}) }));
    expect(renderFrame(progressOf(...packs), { ...plain, rows }).length).toBeLessThan(rows);
  });

  it('shows what is going on when there are more packs than rows, and counts the others', () => {
    const done = Array.from({ length: 30 }, (_, id) => ({ id, stage: STAGES[3], status: 'completed' as const }));
    const lines = renderFrame(progressOf(...done, { id: 99, ref: 'late' }), { ...plain, rows: 8 });
    expect(lines).toHaveLength(7);
    expect(lines.at(-2)).toContain('late');
    expect(lines.at(-1)).toBe('… 26 more: 26 completed');
  });
});
