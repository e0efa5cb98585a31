import type { Source } from '@packyard/contracts';

/** A version that was fetched. */
export interface FetchedVersion {
  source: Source;
  version: string;
  gitCommit: string | null;
  /** Of an archive's bytes. */
  checksum: string | null;
}

/** The very same thing, wherever its name leads by then. */
export function exactSource({ source, version, gitCommit, checksum }: FetchedVersion): Source {
  const known = checksum === null ? {} : { checksum };
  switch (source.kind) {
    case 'git': {
      const { locked: _locked, ...git } = source;
      return { ...git, ...(gitCommit === null ? {} : { refSpec: gitCommit }) };
    }
    case 'archive': {
      const { locked: _locked, ...archive } = source;
      return { ...archive, ...known };
    }
    case 'oci': {
      const { locked: _locked, ...artifact } = source;
      return { ...artifact, ...known };
    }
    case 's3': {
      const { locked: _locked, ...object } = source;
      return { ...object, ...known };
    }
    case 'local': {
      const { locked: _locked, vendored: _vendored, content: _content, ...local } = source;
      return { ...local, ...(gitCommit === null ? {} : { refSpec: gitCommit }) };
    }
    case 'registry': {
      const { ref, registryUrl } = source;
      const place = registryUrl === undefined ? {} : { registryUrl };
      return { kind: 'registry', ref, range: `=${version}`, pinnedVersion: version, ...place };
    }
    case 'bundle':
    case 'request':
    case 'unreadable':
      return source;
  }
}
