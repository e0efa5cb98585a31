import type { components } from '../generated/api';

export type Changes = components['schemas']['ComponentChangesView'];

/** What another version adds, changes and takes away: what is declared is compared, not the code. */
export function ComponentChanges({ from, to, changes }: { from: string; to: string; changes: Changes }) {
  const { added, changed, removed } = changes;
  const isSame = added.length + changed.length + removed.length === 0;
  return (
    <>
      <p>
        From {from} to {to}
        {isSame ? ': its components are declared as before; their code, and other files, may differ.' : ':'}
      </p>
      <ChangeList {...changes} />
      {!isSame && <p class="quiet">What is declared is compared; code and other files may differ, too.</p>}
    </>
  );
}

/** `+` for what comes, `~` for what changes, `−` for what goes. */
export function ChangeList({ added, changed, removed }: Pick<Changes, 'added' | 'changed' | 'removed'>) {
  if (added.length + changed.length + removed.length === 0) return null;
  return (
    <ul class="changes" aria-label="Components">
      {added.map(({ kind, ref }) => (
        <li key={`${kind} ${ref}`} class="added">
          + {kind} {ref}
        </li>
      ))}
      {changed.map(({ kind, ref, fields }) => (
        <li key={`${kind} ${ref}`} class="warning">
          ~ {kind} {ref} ({fields.join(', ')})
        </li>
      ))}
      {removed.map(({ kind, ref }) => (
        <li key={`${kind} ${ref}`} class="removed">
          − {kind} {ref}
        </li>
      ))}
    </ul>
  );
}
