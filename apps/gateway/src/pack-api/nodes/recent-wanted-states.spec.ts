import { RecentWantedStates } from './recent-wanted-states';

const stateOf = (state: string, characters: number) => ({ state, packs: new Map([['slack', 'x'.repeat(characters)]]) });

describe('states that nodes may have', () => {
  const known = (states: RecentWantedStates) =>
    ['a', 'b', 'c'].filter((state) => states.find(state) !== undefined).join('');

  it('are so many that were seen last', () => {
    const states = new RecentWantedStates({ states: 2, characters: 1000 });
    for (const state of ['a', 'b', 'a', 'c']) states.see(stateOf(state, 1));
    expect(known(states)).toBe('ac');
  });

  it('are as many as there is room for, but the last one always', () => {
    const states = new RecentWantedStates({ states: 9, characters: 10 });
    states.see(stateOf('a', 6));
    // Seen again, it takes no more room than before.
    states.see(stateOf('a', 6));
    states.see(stateOf('b', 4));
    expect(known(states)).toBe('ab');
    states.see(stateOf('c', 11));
    expect(known(states)).toBe('c');
    states.see(stateOf('b', 10));
    expect(known(states)).toBe('b');
  });
});
