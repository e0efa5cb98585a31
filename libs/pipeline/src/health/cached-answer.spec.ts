import { CachedAnswer } from './cached-answer';

describe('CachedAnswer', () => {
  let now = 0;
  let asked: PromiseWithResolvers<string>[] = [];
  let kept: CachedAnswer<string>;

  beforeEach(() => {
    [now, asked] = [0, []];
    const ask = () => {
      const next = Promise.withResolvers<string>();
      asked.push(next);
      return next.promise;
    };
    kept = new CachedAnswer(ask, 1000, () => now);
  });

  it('asks once for all who want to know, however long that takes, and for a second after it', async () => {
    const answers = Array.from({ length: 100 }, () => kept.get());
    now = 5000;
    answers.push(kept.get());
    asked[0]?.resolve('ok');
    expect(new Set(await Promise.all(answers))).toEqual(new Set(['ok']));
    now = 5999;
    expect(await kept.get()).toBe('ok');
    expect(asked).toHaveLength(1);
  });

  it('asks again after that', async () => {
    const first = kept.get();
    asked[0]?.resolve('ok');
    await first;
    now = 1000;
    const second = kept.get();
    asked[1]?.resolve('degraded');
    expect(await second).toBe('degraded');
  });

  it('keeps failures as long, and no longer', async () => {
    const failed = [kept.get(), kept.get()].map((answer) => expect(answer).rejects.toThrow('away'));
    asked[0]?.reject(new Error('away'));
    await Promise.all(failed);
    await expect(kept.get()).rejects.toThrow('away');
    now = 1000;
    const next = kept.get();
    asked[1]?.resolve('ok');
    expect(await next).toBe('ok');
    expect(asked).toHaveLength(2);
  });
});
