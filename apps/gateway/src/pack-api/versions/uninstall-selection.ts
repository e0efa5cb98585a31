import { RejectedError, type UninstallBody } from '@packyard/contracts';
import type { Selection } from '@packyard/versions';

const FLAGS = ['all', 'clean', 'incompatible'] as const;

/**
 * Which versions to uninstall. The wording is the user manual's.
 * @throws RejectedError PARAMETERS_INVALID
 */
export function uninstallSelection({
  version,
  ...flags
}: Pick<UninstallBody, 'version' | (typeof FLAGS)[number]>): Selection {
  const given = FLAGS.filter((flag) => flags[flag]);
  const [flag] = given;
  if (version === undefined && flag === undefined) {
    throw invalid("Can't uninstall without specifying a version, or --incompatible, --all, --clean");
  }
  if (version !== undefined && flag !== undefined) {
    throw invalid('Do not give a version if using --incompatible, --all, --clean');
  }
  if (given.length > 1) throw invalid(`Give only one of ${given.map((name) => `--${name}`).join(', ')}`);
  return flag === undefined ? { which: 'version', version: version ?? '' } : { which: flag };
}

function invalid(message: string): RejectedError {
  return new RejectedError('PARAMETERS_INVALID', message, { hint: 'Name one version, or one of the groups.' });
}
