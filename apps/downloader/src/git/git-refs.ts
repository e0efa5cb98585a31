import { RejectedError } from '@packyard/contracts';
import type { GitCommand } from './git-command';
import { type RemoteRef, refsOf } from './remote-ref';

const REFS_SHOWN = 10;
// A list of references has to be read as a whole: some hundred thousand of them.
export const MOST_REFS_BYTES = 16 * 1024 * 1024;
const MEMORY_BYTES = 320 * 1024 * 1024;

/** @throws RejectedError LIMIT_EXCEEDED for a list without an end */
export async function listRefs(git: GitCommand, url: string): Promise<RemoteRef[]> {
  let bytes = 0;
  const text = await git.run(['ls-remote', '--', url], {
    maxOutputBytes: 2 * MOST_REFS_BYTES,
    memoryBytes: MEMORY_BYTES,
    onOutput: (chunk) => {
      bytes += chunk.length;
      if (bytes > MOST_REFS_BYTES) throw tooManyRefs(url);
    },
  });
  return refsOf(text.split('\n').map((line) => line.split('\t')));
}

const FULL_NAME = /^([0-9a-f]{40}|[0-9a-f]{64})$/;

/** Whether it promises what it names to the byte: then it is never a branch or tag, whatever those are called. */
export function isFullName(refSpec: string): boolean {
  return FULL_NAME.test(refSpec);
}

/** As git itself would choose: a branch before a tag, and `v1.0.0` for `1.0.0`. */
export function findRef(refs: readonly RemoteRef[], refSpec: string | undefined): RemoteRef | undefined {
  if (refSpec !== undefined && isFullName(refSpec)) return undefined;
  const names =
    refSpec === undefined
      ? ['HEAD']
      : [`refs/heads/${refSpec}`, `refs/tags/${refSpec}`, refSpec, `refs/tags/v${refSpec}`];
  return names.map((name) => refs.find((ref) => ref.name === name)).find((ref) => ref !== undefined);
}

export function refNotFound(url: string, refs: readonly RemoteRef[], refSpec: string): RejectedError {
  if (refs.length === 0) {
    return new RejectedError('REF_NOT_FOUND', `${url} has no branches and tags: it is empty, or no git repository.`, {
      hint: 'Look for a typing error in the URL, and whether it wants a login; push a commit if it is empty.',
    });
  }
  const names = refs
    .map(({ name }) => name.replace(/^refs\/(heads|tags)\//, ''))
    .filter((name) => !name.startsWith('refs/') && name !== 'HEAD');
  const shown = names.slice(-REFS_SHOWN).join(', ') || 'nothing';
  return new RejectedError('REF_NOT_FOUND', `${url} has no branch, tag or commit '${refSpec}'.`, {
    hint: `It has ${shown}${names.length > REFS_SHOWN ? ' and more' : ''}.`,
  });
}

export function tooManyRefs(url: string): RejectedError {
  return new RejectedError('LIMIT_EXCEEDED', `${url} has more branches and tags than can be read.`, {
    hint: 'Give a repository with fewer of them, or an archive.',
  });
}
