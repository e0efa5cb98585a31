import type { ErrorCode } from '@packyard/contracts';
import type { ProxySession } from '@packyard/network';

/** What went wrong, first; then what to do about it. */
export interface Explanation {
  /** Begins a sentence; ends without a full stop. */
  cause: string;
  hint: string;
  /** The world did not answer: the same may work later. */
  isPassing?: true;
  /** `ENVIRONMENT_FAILED` when absent. */
  code?: ErrorCode;
}

/** What is known of a failed run of an install tool. */
export interface FailureToExplain {
  /** All that the tool printed, masked. */
  output: string;
  /** Of the interpreter that packages were installed for. */
  runtimeVersion: string;
  /** Other interpreters of this worker, as `3.9.18`. */
  otherVersions: readonly string[];
  /** What the build was refused, or could not reach. */
  network?: ProxySession['trouble'];
}

const MAX_LINE_LENGTH = 2000;
const HEAD = 32 * 2 ** 10;
const TAIL = 96 * 2 ** 10;

/** Nothing when it does not know this kind of failure. */
export type Explainer = (failure: FailureToExplain) => Explanation | undefined;

export function firstExplanation(failure: FailureToExplain, explainers: readonly Explainer[]): Explanation | undefined {
  const told = { ...failure, output: telling(failure.output) };
  for (const explain of explainers) {
    const explanation = explain(told);
    if (explanation !== undefined) return explanation;
  }
  return undefined;
}

/** Build scripts print whatever they like, and expressions look at long rows of blanks, and at long lines, again and again. */
function telling(output: string): string {
  const lines = output.split('\n').map((line) => line.trimEnd().slice(0, MAX_LINE_LENGTH));
  const text = lines.filter((line, index) => line !== '' || lines[index - 1] !== '').join('\n');
  return text.length <= HEAD + TAIL ? text : `${text.slice(0, HEAD)}\n\n${text.slice(-TAIL)}`;
}

/** `Install x on the worker`, with the command where the package is known. */
export function installHint(name: string, debianPackage: string | undefined): string {
  return debianPackage === undefined
    ? `Install what has ${name} on the worker; 'apt-file search ${name}' names the package on Debian and Ubuntu.`
    : `Install ${debianPackage} on the worker: apt-get install ${debianPackage}.`;
}
