import { DiskPace } from './disk-pace';

describe('a disk', () => {
  let disk: DiskPace;
  const ask = (times: number, tookMs: number) => {
    for (let time = 0; time < times; time += 1) disk.note(tookMs);
  };
  beforeEach(() => (disk = new DiskPace()));

  it('is slow when it takes long to open and to read files, though not to weigh and to close them; and stays so', () => {
    for (let file = 0; file < 16; file += 1) {
      ask(1, 2);
      ask(1, 0.01);
      ask(1, 2);
      ask(1, 0.01);
    }
    expect(disk.isSlow).toBe(true);
    ask(1000, 0.01);
    expect(disk.isSlow).toBe(true);
  });

  it('is not slow because others had the processor while it was asked', () => {
    for (let round = 0; round < 100; round += 1) {
      ask(60, 0.01);
      ask(4, 30);
    }
    expect(disk.isSlow).toBe(false);
  });
});
