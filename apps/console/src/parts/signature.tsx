import type { Signature } from '../api/types';
import { Badge } from './badge';

const COVERS = {
  archive: 'the archive',
  tree: 'the files of the pack',
  index: 'the index of the registry',
  commit: 'the commit',
} as const;

/** How the signature of a version was found, by whom, and what was wrong with it. */
export function SignatureLine({ signature }: { signature: Signature }) {
  const { status, covers, key, signer, problem, mode } = signature;
  const by = key === null ? '' : `by ${signer ?? 'an unknown key'} (${key})`;
  return (
    <p>
      Signature <Badge status={status} /> {status === 'valid' ? `of ${COVERS[covers]} ${by}` : `${problem ?? by}.`}
      {status !== 'valid' && mode === 'warn' && ' The policy asks only for a warning.'}
    </p>
  );
}
