export interface RemoteRef {
  /** Of a commit, or of a tag that has a text of its own. */
  id: string;
  commit: string;
  name: string;
}
