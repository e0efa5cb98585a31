import type { ErrorReport } from '@packyard/contracts';

/** Why a pack fails although nothing is wrong with itself, in words. */

export function dependencyFailed(pack: string, culprit: string): ErrorReport {
  return {
    code: 'DEPENDENCY_FAILED',
    message: `Pack ${pack} was not installed, because pack ${culprit}, which it depends on, failed.`,
    hint: `See the error of ${culprit}, fix it and submit both again.`,
  };
}

export function rolledBack(pack: string, culprit: string): ErrorReport {
  return {
    code: 'ROLLED_BACK',
    message: `Pack ${pack} was not installed, because ${culprit} was not and the request is all or nothing.`,
    hint: `See what happened to ${culprit}, and submit them again; or leave atomic out.`,
  };
}
