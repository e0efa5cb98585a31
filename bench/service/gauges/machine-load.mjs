// How much of the machine others took meanwhile: figures of a busy machine say less.
import { readFileSync } from 'node:fs';
import { hasAccounts, tickMs, treeProcessorTime } from './processes.mjs';

/** Returns a function that says how many processors others have kept busy since. */
export function watchMachineLoad() {
  if (!hasAccounts()) return () => 'What others did meanwhile is not known here.';
  const before = read();
  return () => {
    const { at, others } = read();
    const processors = Math.max(0, (others - before.others) / (at - before.at));
    return `Others kept ${processors.toFixed(1)} processors busy meanwhile.`;
  };
}

/** Milliseconds; all that was not idle and not ours. */
function read() {
  const [, ...fields] = readFileSync('/proc/stat', 'utf8').split('\n', 1)[0].split(/\s+/);
  const [user, nice, system, , , interrupts, softInterrupts, stolen] = fields.map(Number);
  const busy = (user + nice + system + interrupts + softInterrupts + stolen) * tickMs();
  return { at: performance.now(), others: busy - treeProcessorTime(process.pid) };
}
