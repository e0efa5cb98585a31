import { Writable } from 'node:stream';
import { watchOutput } from './watch-output';

describe('watchOutput', () => {
  it('ends quietly when nobody reads on', async () => {
    expect(await whatHappensAt('EPIPE')).toEqual({ exits: [undefined], told: '' });
  });

  it('says in one line that the output can not be written, and fails', async () => {
    const told = "Error: The output can't be written (ENOSPC).\n";
    expect(await whatHappensAt('ENOSPC')).toEqual({ exits: [1], told });
  });

  it('goes on when nobody reads what is said beside the output', async () => {
    const exits: unknown[] = [];
    const stderr = failing('EPIPE');
    watchOutput(new Writable(), stderr, (exitCode) => exits.push(exitCode));
    await written(stderr);
    expect(exits).toEqual([]);
  });
});

async function whatHappensAt(code: string): Promise<{ exits: unknown[]; told: string }> {
  const seen = { exits: [] as unknown[], told: '' };
  const stdout = failing(code);
  const stderr = new Writable({ write: (chunk, _encoding, done) => done(void (seen.told += String(chunk))) });
  watchOutput(stdout, stderr, (exitCode) => seen.exits.push(exitCode));
  await written(stdout);
  await new Promise(setImmediate);
  return seen;
}

function failing(code: string): Writable {
  return new Writable({ write: (_chunk, _encoding, done) => done(Object.assign(new Error(code), { code })) });
}

function written(stream: Writable): Promise<void> {
  return new Promise((closed) => {
    stream.once('close', closed);
    stream.write('text');
  });
}
