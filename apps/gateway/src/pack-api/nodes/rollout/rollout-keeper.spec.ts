import type { RolloutRepository, Transactions } from '@packyard/schema';
import type { Notifications } from '../../../notifications';
import { RolloutKeeper } from './rollout-keeper';
import type { RolloutProgress } from './rollout-progress';

const MANY = 50;

describe('RolloutKeeper', () => {
  const nothing = undefined as unknown as Transactions & RolloutProgress;

  it('looks once for many generations that are made one after the other, and after the last one', async () => {
    let notify: () => void = () => undefined;
    let [made, looks, seen] = [0, 0, 0];
    const notifications = { listen: (_channel: string, listener: () => void) => (notify = listener) };
    const rollouts = {
      find: () => {
        [looks, seen] = [looks + 1, made];
        return Promise.resolve(undefined);
      },
    };
    const keeper = new RolloutKeeper(
      notifications as unknown as Notifications,
      nothing,
      rollouts as unknown as RolloutRepository,
      nothing,
    );
    while (made < MANY) {
      made += 1;
      notify();
      await new Promise(setImmediate);
    }
    while (seen < MANY) await new Promise(setImmediate);
    await keeper.onModuleDestroy();
    expect(looks).toBeLessThan(MANY / 2);
  });
});
