// What the kernel knows about processes (Linux).
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';

let tick;

/** Other systems keep their accounts elsewhere. */
export function hasAccounts() {
  return existsSync('/proc/self/stat');
}

/** How long the kernel's unit of processor time is. */
export function tickMs() {
  return (tick ??= 1000 / Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' })));
}

/** Processor time of a process and of its ended children, in milliseconds. */
export function processorTime(pid) {
  return timesOf(pid).all * tickMs();
}

/** The same of a process and all below it; of those that live, and those that have ended. */
export function treeProcessorTime(pid) {
  const children = new Map();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const stat = statOf(name);
    if (stat !== undefined) children.set(stat.parent, [...(children.get(stat.parent) ?? []), Number(name)]);
  }
  const sum = (root) =>
    processorTime(root) + (children.get(root) ?? []).reduce((total, child) => total + sum(child), 0);
  return sum(pid);
}

/** In MB: what is resident, and that with shared pages divided among those who share them. */
export function memory(pid) {
  const kilobytes = (file, name) => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(read(pid, file))?.[1]);
  return { rss: kilobytes('status', 'VmRSS') / 1000, pss: kilobytes('smaps_rollup', 'Pss') / 1000 };
}

function timesOf(pid) {
  return statOf(pid) ?? { all: 0 };
}

function statOf(pid) {
  const text = read(pid, 'stat');
  if (text === '') return undefined;
  // The name in parentheses may contain anything.
  const fields = text
    .slice(text.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number);
  const [user, system, childrensUser, childrensSystem] = fields.slice(11, 15);
  return { parent: fields[1], all: user + system + childrensUser + childrensSystem };
}

function read(pid, file) {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return '';
  }
}
