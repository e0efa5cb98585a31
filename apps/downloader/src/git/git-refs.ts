import { RejectedError } from '@packyard/contracts';
import type { GitCommand } from './git-command';
import { type RefChoice, RefChooser } from './ref-choice';

// A list of references has to be read as a whole: some hundred thousand of them.
export const MAX_REFS_BYTES = 16 * 1024 * 1024;
const MEMORY_BYTES = 320 * 1024 * 1024;

/** @throws RejectedError LIMIT_EXCEEDED for a list without an end */
export async function listRefs(git: GitCommand, url: string, refSpec: string | undefined): Promise<RefChoice> {
  let bytes = 0;
  const text = await git.run(['ls-remote', '--', url], {
    maxOutputBytes: 2 * MAX_REFS_BYTES,
    memoryBytes: MEMORY_BYTES,
    onOutput: (chunk) => {
      bytes += chunk.length;
      if (bytes > MAX_REFS_BYTES) throw tooManyRefs(url);
    },
  });
  const chooser = new RefChooser(refSpec);
  for (const line of text.split('\n')) {
    const [id = '', name = ''] = line.split('\t', 2);
    if (id !== '' && name !== '') chooser.add(id, name);
  }
  return chooser.choice();
}

export function refNotFound(url: string, { isEmpty, names, hasMoreNames }: RefChoice, refSpec: string): RejectedError {
  if (isEmpty) {
    return new RejectedError('REF_NOT_FOUND', `${url} has no branches and tags: it is empty, or no git repository.`, {
      hint: 'Look for a typing error in the URL, and whether it wants a login; push a commit if it is empty.',
    });
  }
  return new RejectedError('REF_NOT_FOUND', `${url} has no branch, tag or commit '${refSpec}'.`, {
    hint: `It has ${names.join(', ') || 'nothing'}${hasMoreNames ? ' and more' : ''}.`,
  });
}

export function tooManyRefs(url: string): RejectedError {
  return new RejectedError('LIMIT_EXCEEDED', `${url} has more branches and tags than can be read.`, {
    hint: 'Give a repository with fewer of them, or an archive.',
  });
}
