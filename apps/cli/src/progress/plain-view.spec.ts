import type { ExecutionEventData } from '@packyard/contracts';
import { aPackEvent, anExecution } from '../testing/an-execution';
import { PlainView } from './plain-view';
import { follow, type Progress, startProgress } from './progress';

function linesOf(...events: ExecutionEventData[]): string[] {
  const lines: string[] = [];
  const view = new PlainView((line) => lines.push(line));
  events.reduce<Progress>(
    (progress, event) => {
      const next = follow(progress, event, 0);
      view.show(next);
      return next;
    },
    startProgress(anExecution(), 0),
  );
  return lines;
}

describe('PlainView', () => {
  it('prints one line for each change, and none for what only waits or came twice', () => {
    expect(
      linesOf(
        aPackEvent({ status: 'pending' }),
        aPackEvent(),
        aPackEvent(),
        { type: 'note', stage: 'download', packId: 1, text: 'Try 2 of 5 follows.' },
        aPackEvent({ status: 'failed', error: { code: 'SOURCE_NOT_FOUND', message: 'Not\nfound.' } }),
        { type: 'status', status: 'failed' },
      ),
    ).toEqual([
      'slack  download  running',
      'slack  download  Try 2 of 5 follows.',
      'slack  download  failed  SOURCE_NOT_FOUND: Not found.',
      'execution 7  failed',
    ]);
  });

  it('prints how far a download is every five seconds', () => {
    let nowMs = 0;
    const lines: string[] = [];
    const view = new PlainView(
      (line) => lines.push(line),
      () => nowMs,
    );
    const started = startProgress(anExecution(), 0);
    for (; nowMs <= 11_000; nowMs += 500) {
      view.show(follow(started, { type: 'progress', stage: 'download', packId: 1, text: `${nowMs}` }, 0));
    }
    expect(lines).toEqual(['execution 7  download  0', 'execution 7  download  5000', 'execution 7  download  10000']);
  });

  it('masks the credentials of a source and prints no escape sequences', () => {
    const [line] = linesOf(aPackEvent({ ref: null, source: 'https://me:s3cr3t@h.example/p.git\u001b[31m' }));
    expect(line).toBe('https://***@h.example/p.git  download  running');
  });
});
