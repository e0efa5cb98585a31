import { type NodeFailure, PackRef, type WantedView } from '@packyard/contracts';

const SEGMENT = /^[^/\0]+$/;
const STATE = /^\d+-[0-9a-f]{16}$/;
const FINGERPRINT = /^[0-9a-f]{64}$/;

/**
 * What in it would lead out of the home, in words; nothing when all is as a service makes it. The agent trusts its service
 * with what runs, not with where on the machine it writes.
 */
export function misleadingPath({ state, packs }: WantedView): NodeFailure | undefined {
  if (!STATE.test(state)) return failure('what is wanted', state);
  for (const { ref, storage_path: path, environments } of packs) {
    if (!PackRef.safeParse(ref).success) return failure('a pack', ref);
    if (!isBelow(path, [ref])) return failure(`pack ${ref}`, path);
    for (const { runtime, fingerprint, path: place } of environments) {
      if (!FINGERPRINT.test(fingerprint) || !isBelow(place, [runtime, fingerprint]))
        return failure(`environment ${runtime} of ${ref}`, place);
    }
  }
  return undefined;
}

/** Whether the path has exactly one name more than the folders, which it begins with. */
function isBelow(path: string, folders: readonly string[]): boolean {
  const parts = path.split('/');
  const last = parts.at(-1) ?? '';
  const isName = SEGMENT.test(last) && last !== '.' && last !== '..' && last !== 'current';
  return parts.length === folders.length + 1 && folders.every((folder, index) => parts[index] === folder) && isName;
}

function failure(subject: string, path: string): NodeFailure {
  return {
    subject: subject.slice(0, 200),
    message: `${JSON.stringify(path.slice(0, 200))} is no place in the home of an agent.`,
    hint: 'Service and agent may be of versions that do not go together.',
  };
}
