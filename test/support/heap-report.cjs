// A program whose first import is what bounds its heap: says how much room V8 gave to what is new, at most.
require('../../dist/libs/small-heap/src/index.js');
const { getHeapSpaceStatistics } = require('node:v8');

let kept = [];
let most = 0;
// What lives for a while makes V8 give more and more room.
for (let round = 0; round < 100; round += 1) {
  kept = Array.from({ length: 100_000 }, (_item, index) => ({ index }));
  const space = getHeapSpaceStatistics().find(({ space_name: name }) => name === 'new_space');
  most = Math.max(most, space.space_size);
}
const { pid, argv, execArgv: flags } = process;
const report = { pid, args: argv.slice(2), flags, variable: process.env.PACKYARD_HEAP_TEST, most, kept: kept.length };
process.stdout.write(JSON.stringify(report));
