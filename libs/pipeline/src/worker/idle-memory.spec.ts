import { IdleMemory } from './idle-memory';

const LOOK_MS = 4_000;

describe('the memory of an idle worker', () => {
  const leases = { begunCount: 0, isIdle: true };
  let memory: IdleMemory;
  let givenBack: jest.SpyInstance;

  beforeEach(() => {
    jest.useFakeTimers();
    Object.assign(leases, { begunCount: 0, isIdle: true });
    memory = new IdleMemory(leases);
    givenBack = jest.spyOn(memory, 'giveBack').mockImplementation();
    memory.start();
  });
  afterEach(() => {
    memory.stop();
    jest.useRealTimers();
  });

  const look = () => {
    jest.advanceTimersByTime(LOOK_MS);
  };

  it('is given back once no task has begun for a while, and not again before one has', () => {
    look();
    expect(givenBack).not.toHaveBeenCalled();
    for (let each = 0; each < 3; each += 1) look();
    expect(givenBack).toHaveBeenCalledTimes(1);
    leases.begunCount += 1;
    look();
    expect(givenBack).toHaveBeenCalledTimes(1);
    for (let each = 0; each < 3; each += 1) look();
    expect(givenBack).toHaveBeenCalledTimes(2);
  });

  it('is left alone while tasks are at work, or come and go', () => {
    leases.isIdle = false;
    for (let each = 0; each < 3; each += 1) look();
    leases.isIdle = true;
    for (let each = 0; each < 3; each += 1) {
      leases.begunCount += 1;
      look();
    }
    expect(givenBack).not.toHaveBeenCalled();
  });

  it('is really given back', async () => {
    givenBack.mockRestore();
    jest.useRealTimers();
    const unused = new WeakRef(new Array<number>(100_000).fill(1));
    // A weak reference holds until the turn in which it was made is over.
    await new Promise((resolve) => setImmediate(resolve));
    memory.giveBack();
    expect(unused.deref()).toBeUndefined();
  });
});
