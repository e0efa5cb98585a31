import { type Counts, NO_TESTS } from './suite';

/** What node's test runner, tape, Jest, Vitest or Mocha said at their end; nothing when none of them spoke. */
export function readNpmCounts(output: string): Counts | undefined {
  return readNodeSummary(output) ?? readJestSummary(output) ?? readMochaSummary(output);
}

/** `# tests 5` of TAP, `ℹ tests 5` of node's spec reporter; one summary per run. */
function readNodeSummary(output: string): Counts | undefined {
  const read = (name: string) => sum(output.matchAll(new RegExp(`^(?:#|ℹ) ${name} +(\\d{1,9})$`, 'gm')));
  const total = read('tests');
  if (total === undefined) return undefined;
  return {
    total,
    passed: read('pass') ?? 0,
    failed: (read('fail') ?? 0) + (read('cancelled') ?? 0),
    skipped: (read('skipped') ?? 0) + (read('todo') ?? 0),
  };
}

/** `Tests: 1 failed, 4 passed, 5 total` of Jest, `Tests  1 failed | 4 passed (5)` of Vitest. */
function readJestSummary(output: string): Counts | undefined {
  const lines = [...output.matchAll(/^[ \t]*Tests:?[ \t]+(\d.*(?:\d total|\(\d+\)))$/gm)].map(
    (match) => match[1] ?? '',
  );
  if (lines.length === 0) return undefined;
  return lines.map(readSummaryLine).reduce(add);
}

function readSummaryLine(line: string): Counts {
  const read = (word: string) => sum(line.matchAll(new RegExp(`(\\d{1,9}) ${word}`, 'g'))) ?? 0;
  const [passed, failed] = [read('passed'), read('failed')];
  const skipped = read('skipped') + read('todo');
  return { total: passed + failed + skipped, passed, failed, skipped };
}

/** `5 passing (2ms)`, `1 failing`, `1 pending`. */
function readMochaSummary(output: string): Counts | undefined {
  const read = (word: string) => sum(output.matchAll(new RegExp(`^[ \\t]*(\\d{1,9}) ${word}(?: \\(.*\\))?$`, 'gm')));
  const passed = read('passing');
  if (passed === undefined) return undefined;
  const [failed, skipped] = [read('failing') ?? 0, read('pending') ?? 0];
  return { total: passed + failed + skipped, passed, failed, skipped };
}

function add(one: Counts, other: Counts = NO_TESTS): Counts {
  return {
    total: one.total + other.total,
    passed: one.passed + other.passed,
    failed: one.failed + other.failed,
    skipped: one.skipped + other.skipped,
  };
}

/** Of the first groups; undefined when nothing matched. */
function sum(matches: Iterable<RegExpMatchArray>): number | undefined {
  const numbers = [...matches].map((match) => Number(match[1]));
  return numbers.length === 0 ? undefined : numbers.reduce((one, other) => one + other, 0);
}
