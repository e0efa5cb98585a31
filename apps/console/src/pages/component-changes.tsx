import type { components } from '../generated/api';

export type Changes = components['schemas']['ComponentChangesView'];

/** What another version adds, changes and takes away. */
export function ComponentChanges({ from, to, changes }: { from: string; to: string; changes: Changes }) {
  const { added, changed, removed } = changes;
  const isSame = added.length + changed.length + removed.length === 0;
  return (
    <>
      <p>
        From {from} to {to}
        {isSame ? ', its components stay as they are.' : ':'}
      </p>
      <ul class="changes">
        {added.map(({ kind, ref }) => (
          <li key={ref} class="added">
            new {kind} {ref}
          </li>
        ))}
        {changed.map(({ kind, ref, fields }) => (
          <li key={ref}>
            changed {kind} {ref} ({fields.join(', ')})
          </li>
        ))}
        {removed.map(({ kind, ref }) => (
          <li key={ref} class="removed">
            gone {kind} {ref}
          </li>
        ))}
      </ul>
    </>
  );
}
