import type { ErrorReport } from '@packyard/contracts';

/** Why a pack fails although nothing is wrong with itself, in words. */

export function dependencyFailed(pack: string, failedPack: string): ErrorReport {
  return {
    code: 'DEPENDENCY_FAILED',
    message: `Pack ${pack} was not installed, because pack ${failedPack}, which it depends on, failed.`,
    hint: `See the error of ${failedPack}, fix it and submit both again.`,
  };
}

export function rolledBack(pack: string, failedPack: string): ErrorReport {
  return {
    code: 'ROLLED_BACK',
    message: `Pack ${pack} was not installed, because ${failedPack} was not and the request is all or nothing.`,
    hint: `See what happened to ${failedPack}, and submit them again; or leave atomic out.`,
  };
}
