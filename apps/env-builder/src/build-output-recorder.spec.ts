import type { TaskProgress } from '@packyard/pipeline';
import type { ClaimedTask, TaskOutputRepository } from '@packyard/schema';
import { BuildOutputRecorder } from './build-output-recorder';

const HALF = 512 * 1024;

describe('the journal of a build', () => {
  const storedOf = async (lines: Iterable<string>) => {
    let stored = '';
    const append = (_task: unknown, _part: number, text: string) => Promise.resolve(void (stored += text));
    const journal = new BuildOutputRecorder(
      { id: 1 } as unknown as ClaimedTask,
      { append } as unknown as TaskOutputRepository,
      { say: () => undefined } as unknown as TaskProgress,
    );
    for (const line of lines) journal.line(line);
    await journal.close();
    return stored;
  };
  function* many(count: number, line: (index: number) => string) {
    for (let index = 0; index < count; index += 1) yield line(index);
  }

  it('keeps how it began and how it ended, and says how many lines are missing between', async () => {
    const stored = await storedOf(many(300_000, (index) => `line ${index}`));
    const lines = stored.trimEnd().split('\n');
    const at = lines.findIndex((line) => line.includes('left out'));
    const count = Number(/\d+/.exec(lines[at] ?? '')?.[0]);
    expect(stored.length).toBeLessThan(2 * HALF);
    expect(lines.at(-1)).toBe('line 299999');
    expect(lines[at + 1]).toBe(`line ${at + count}`);
    expect(lines.length - 1 + count).toBe(300_000);
  });

  it('keeps no more than some thousand lines of the end, however short they are', async () => {
    const stored = await storedOf(many(2_000_000, () => ''));
    const [, end = ''] = stored.split(/left out …\n/);
    expect(end).toHaveLength(20_000);
    expect(stored).toContain(`${2_000_000 - HALF - 20_000} lines left out`);
  });
});
