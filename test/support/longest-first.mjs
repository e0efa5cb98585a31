import Sequencer from '@jest/test-sequencer';

const ORDER = ['pipeline', 'integration', 'unit'];

/** Where no earlier run says how long each takes: what starts services first, so that none of it is left over at the end. */
export default class LongestFirst extends Sequencer {
  sort(tests) {
    const rank = (test) => ORDER.indexOf(test.context.config.displayName?.name);
    return super.sort(tests).toSorted((one, other) => rank(one) - rank(other));
  }
}
