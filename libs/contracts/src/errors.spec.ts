import { RejectedError } from './errors';

describe('PackyardError', () => {
  const say = (message: string, hint = message) => new RejectedError('SOURCE_INVALID', message, { hint });

  it('says no more than is fit to be kept and sent, whatever values of others it names', () => {
    for (const text of ['x'.repeat(1_000_000), '\u001b'.repeat(9_000)]) {
      const { message, hint } = say(`It is ${text}, which is wrong.`);
      expect([message.length, hint?.length]).toEqual([10_000, 4_000]);
      expect(message).toMatch(/^It is .+ … .+, which is wrong\.$/);
    }
  });

  it('says all of what is short', () => {
    expect(say('x'.repeat(10_000), 'y'.repeat(4_000))).toMatchObject({
      message: 'x'.repeat(10_000),
      hint: 'y'.repeat(4_000),
    });
  });
});
