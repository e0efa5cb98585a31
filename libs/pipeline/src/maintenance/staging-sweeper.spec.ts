import { mkdirSync, readdirSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { Logger } from '@nestjs/common';
import type { ExecutionRepository } from '@packyard/schema';
import { HomeLayout, StagingArea } from '@packyard/store';
import { temporaryFolder } from '@packyard/testing';
import { StagingSweeper } from './staging-sweeper';

/** Whose folder 2 can't be removed. */
class StubbornArea extends StagingArea {
  override remove(name: string): Promise<void> {
    return name === '2' ? Promise.reject(new Error('EIO')) : super.remove(name);
  }
}

describe('sweeping staging', () => {
  const layout = new HomeLayout(temporaryFolder());
  const asked: number[][] = [];
  let error: jest.SpyInstance;
  const executions = {
    endedAmong: (ids: number[]) => {
      asked.push(ids);
      return Promise.resolve(ids.filter((id) => id !== 4));
    },
  } as unknown as ExecutionRepository;
  const sweeper = new StagingSweeper(executions, new StubbornArea(layout), layout);

  beforeEach(() => {
    error = jest.spyOn(Logger.prototype, 'error').mockImplementation();
    asked.length = 0;
  });
  afterEach(() => jest.restoreAllMocks());

  it('removes what it can, says what it can not, and leaves alone what is no work of ours', async () => {
    for (const name of ['1', '2', '3', '4', '1e3', '0x10', '05', '99999999999', 'notes'])
      mkdirSync(join(layout.staging, name, 'deep'), { recursive: true });
    const probes = ['probe-left', 'probe-now'].map((name) => join(layout.staging, name));
    for (const folder of probes) mkdirSync(folder);
    utimesSync(probes[0] ?? '', new Date(0), new Date(0));
    await sweeper.sweep();
    expect(asked).toEqual([[1, 2, 3, 4]]);
    expect(readdirSync(layout.staging).sort()).toEqual([
      '05',
      '0x10',
      '1e3',
      '2',
      '4',
      '99999999999',
      'notes',
      'probe-now',
    ]);
    expect(error).toHaveBeenCalledWith(expect.stringContaining('execution 2'), expect.any(String));
  });
});
