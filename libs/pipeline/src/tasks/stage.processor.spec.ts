import { setImmediate as nextTurn } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { StageProcessor } from './stage.processor';

class Processor extends StageProcessor {
  readonly closed: boolean[] = [];

  override get worker(): never {
    return { close: (force: boolean) => Promise.resolve(void this.closed.push(force)) } as never;
  }
}

function newProcessor(): Processor {
  const [nothing, starter] = [{} as never, { serve: () => undefined } as never];
  return new Processor(nothing, nothing, { concurrency: {} } as never, starter, nothing);
}

describe('errors of a queue', () => {
  beforeEach(() => {
    for (const level of ['warn', 'error'] as const) jest.spyOn(Logger.prototype, level).mockReturnValue();
  });
  afterEach(() => {
    jest.restoreAllMocks();
  });

  it('that let nothing else run end the asking', () => {
    const processor = newProcessor();
    for (let count = 0; count < 5000; count += 1) processor.onError(new Error('the pool was ended'));
    expect(processor.closed).toEqual([true]);
  });

  it('that come one after another end nothing, however many they are', async () => {
    const processor = newProcessor();
    for (let round = 0; round < 20; round += 1) {
      for (let count = 0; count < 900; count += 1) processor.onError(new Error('away'));
      await nextTurn();
    }
    expect(processor.closed).toEqual([]);
  });
});
