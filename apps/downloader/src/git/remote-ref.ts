export interface RemoteRef {
  /** Of a commit, or of a tag that has a text of its own. */
  id: string;
  commit: string;
  name: string;
}

/** Of ids and names; `name^{}` names the commit of a tag that has a text of its own. */
export function refsOf(pairs: readonly (readonly string[])[]): RemoteRef[] {
  const peeled = new Map(pairs.map(([id = '', name = '']) => [name, id]));
  return pairs.flatMap(([id, name]) =>
    id && name && !name.endsWith('^{}') ? [{ id, name, commit: peeled.get(`${name}^{}`) ?? id }] : [],
  );
}
