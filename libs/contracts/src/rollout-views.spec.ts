import { RolloutPolicy } from './rollout-views';

describe('the steps of a rollout', () => {
  it.each([[[]], [['1', '10%', '50%']], [['10%', '5', '20%', '50']]])('may go up: %j', (steps) => {
    expect(RolloutPolicy.parse({ steps }).steps).toEqual(steps);
  });

  it.each([[['50%', '10%']], [['5', '10%', '5']], [['2', '1']]])('may not fall or stay: %j', (steps) => {
    expect(() => RolloutPolicy.parse({ steps })).toThrow('must go up');
  });
});
