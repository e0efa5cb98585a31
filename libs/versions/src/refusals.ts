import { type ExecutionId, RejectedError } from '@packyard/contracts';
import type { VersionWithStatus } from './installed-versions';

/** Why a change is refused, in words. Where the user's manual has a sentence for it, that is the one. */

export function incompatible({
  ref,
  version,
  incompatibility,
}: Pick<VersionWithStatus, 'ref' | 'version' | 'incompatibility'>): RejectedError {
  return new RejectedError(
    'VERSION_INCOMPATIBLE',
    `${ref} ${version} can't be enabled: ${incompatibility ?? 'it is incompatible'}.`,
    { hint: 'Enable another version, or install one that fits this server.' },
  );
}

export function nothingToEnable(versions: readonly VersionWithStatus[]): RejectedError {
  const ref = versions[0]?.ref ?? '';
  return new RejectedError('VERSION_INCOMPATIBLE', `No installed version of ${ref} is compatible with this server.`, {
    hint: 'Install one that is.',
  });
}

export function notEnabled(
  ref: string,
  { enabled, named }: { enabled: string | undefined; named: string | undefined },
): RejectedError {
  if (enabled === undefined) return new RejectedError('PACK_NOT_ENABLED', `${ref} was already disabled`);
  return new RejectedError(
    'PACK_NOT_ENABLED',
    `${ref} ${named ?? ''} is not enabled; the enabled version is ${enabled}`,
    { hint: `Disable ${enabled}, or name no version.` },
  );
}

export function packProtected(ref: string, what: 'disabled' | 'uninstalled'): RejectedError {
  return new RejectedError('PACK_PROTECTED', `The bundle ${ref} can't be ${what}: its rules say who may manage what.`, {
    hint: 'It comes with the server, and stays.',
  });
}

export function nameReserved(ref: string): RejectedError {
  return new RejectedError('PACK_PROTECTED', `The name ${ref} belongs to the server itself.`, {
    hint: 'Choose another name.',
  });
}

export function nameTaken(ref: string, format: string): RejectedError {
  const [one, other] = format === 'gort' ? ['bundle', 'pack'] : ['pack', 'bundle'];
  return new RejectedError('NAME_TAKEN', `A ${other} called ${ref} is installed, so no ${one} can have that name.`, {
    hint: `Choose another name, or uninstall the ${other} first.`,
  });
}

export function sameNameInOtherCase(ref: string, other: string): RejectedError {
  return new RejectedError(
    'NAME_TAKEN',
    `${other} is installed, and ${ref} differs from it only in upper and lower case.`,
    {
      hint: `Write the name as ${other}, choose another one, or uninstall ${other} first.`,
    },
  );
}

export function versionEnabled({ format }: VersionWithStatus): RejectedError {
  const noun = format === 'gort' ? 'bundle' : 'pack';
  return new RejectedError('VERSION_ENABLED', `Cannot uninstall enabled version. Please disable the ${noun} first`, {
    hint: 'Disable it, or set force to do both at once.',
  });
}

export function oneVersionEnabled({ ref, version, format }: VersionWithStatus): RejectedError {
  const noun = format === 'gort' ? 'bundle' : 'pack';
  return new RejectedError(
    'VERSION_ENABLED',
    `${ref} ${version} is currently enabled. Please disable the ${noun} first.`,
    { hint: 'Disable it, or set force to do both at once.' },
  );
}

export function versionExists(
  { ref, version }: { ref: string; version: string },
  existing: { digest: string; installedAt: string },
): RejectedError {
  return new RejectedError(
    'VERSION_EXISTS',
    `Pack ${ref} ${version} is installed already with other content (${existing.digest.slice(0, 19)}, since ${new Date(existing.installedAt).toISOString()}).`,
    { hint: 'Raise its version, or set force to replace the installed content.' },
  );
}

export function superseded({ ref, version }: { ref: string; version: string }, by: ExecutionId): RejectedError {
  return new RejectedError(
    'SUPERSEDED',
    `${ref} ${version} was not enabled, because a later request, execution ${by}, has enabled another version meanwhile.`,
    { hint: 'Of overlapping requests the later one wins. Submit this one again if it is what you want.' },
  );
}
