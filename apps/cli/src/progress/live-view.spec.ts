import { anExecution, aPackEvent } from '../testing/an-execution';
import { LiveView } from './live-view';
import { follow, startProgress } from './progress';
import { styleFor } from './style';

class FakeTerminal {
  written: string[] = [];
  rows = 24;

  constructor(public columns: number) {}

  write(text: string): void {
    this.written.push(text);
  }
}

const progress = follow(startProgress(anExecution(), 0), aPackEvent(), 0);

describe('LiveView', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  it('draws over what it drew before in one piece, and never blanks a line first', () => {
    const terminal = new FakeTerminal(80);
    const view = new LiveView(terminal, styleFor(false));
    view.show(progress);
    jest.advanceTimersByTime(200);
    view.close();
    const [, first, second] = terminal.written;
    expect(first).toMatch(/^\rexecution 7/);
    expect(second).toMatch(/^\u001b\[2A\rexecution 7/);
    expect(terminal.written.join('')).not.toContain('\u001b[2K');
  });

  it('goes up further when a narrower terminal has wrapped the lines', () => {
    const terminal = new FakeTerminal(100);
    const view = new LiveView(terminal, styleFor(true));
    view.show(progress);
    jest.advanceTimersByTime(100);
    terminal.columns = 50;
    jest.advanceTimersByTime(100);
    view.close();
    expect(terminal.written[2]).toMatch(/^\u001b\[3A/);
  });

  it('draws on a terminal that does not tell its size', () => {
    const terminal = new FakeTerminal(0);
    const view = new LiveView(terminal, styleFor(false));
    view.show(progress);
    view.close();
    expect(terminal.written.join('')).toContain('slack');
  });

  it('gives the cursor back once, however often it is closed', () => {
    const terminal = new FakeTerminal(80);
    const view = new LiveView(terminal, styleFor(false));
    view.close();
    view.close();
    expect(terminal.written).toEqual(['\u001b[?25l', '\u001b[?25h']);
    expect(jest.getTimerCount()).toBe(0);
  });
});
