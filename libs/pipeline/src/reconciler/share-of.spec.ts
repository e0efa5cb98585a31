import type { ExecutionSnapshot } from '@packyard/schema';
import { awaitedBuilds, shareOf } from './share-of';

const NOBODY = { completed: 0, failed: 0, cancelled: 0 };

function aRequest(packs: number, change: { ended?: object; parameters?: object } = {}) {
  const execution = { requesterKey: 'token 12', parameters: change.parameters ?? {} };
  const unfinished = Array.from({ length: packs }, () => ({}));
  return { execution, packs: unfinished, endedCounts: { ...NOBODY, ...change.ended } } as unknown as ExecutionSnapshot;
}

describe('as whose tasks wait', () => {
  it('tells requesters apart, and their small requests from their large ones', () => {
    expect(shareOf(aRequest(4))).toEqual({ name: 'token 12, small', isUrgent: false });
    expect(shareOf(aRequest(5))).toEqual({ name: 'token 12, large', isUrgent: false });
  });

  it('counts packs that have ended, too', () => {
    expect(shareOf(aRequest(1, { ended: { completed: 2, failed: 1, cancelled: 1 } })).name).toBe('token 12, large');
  });

  it('knows what is urgent', () => {
    expect(shareOf(aRequest(1, { parameters: { priority: 'high' } })).isUrgent).toBe(true);
    expect(shareOf(aRequest(1, { parameters: { priority: 'normal' } })).isUrgent).toBe(false);
  });
});

it('knows which builds of others an execution waits for', () => {
  const environments = [
    { id: 1, isBeingBuilt: true },
    { id: 2, isBeingBuilt: true },
    { id: 3, isBeingBuilt: false },
    { id: 4, isBeingBuilt: true },
  ];
  const tasks = [
    { environmentId: 2, status: 'pending' },
    { environmentId: 4, status: 'failed' },
    { environmentId: null, status: 'running' },
  ];
  expect(awaitedBuilds({ environments, tasks } as unknown as ExecutionSnapshot)).toEqual([1, 4]);
});
