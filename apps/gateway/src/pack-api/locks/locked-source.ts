import {
  describeSource,
  isFetchableSource,
  type PackLockEntry,
  type ParsedSource,
  parseSource,
  type FetchableSource,
  RejectedError,
  type Source,
} from '@packyard/contracts';

/**
 * The source of a locked pack, with what it has to hold. A lock may have been written by anybody: its sources are read as those
 * of any request are, and nothing is taken over that a request could not say.
 * @throws RejectedError LOCK_MISMATCH
 */
export function lockedSource({ ref, source, version, digest, environments }: PackLockEntry): ParsedSource {
  const locked = { digest, environments };
  if (source.kind === 'registry') {
    if (source.ref !== ref) throw mismatch(`The lock says that ${ref} is called ${source.ref} in its registry.`);
    const { registryUrl } = source;
    if (registryUrl !== undefined) assertPlain(ref, registryUrl);
    const place = registryUrl === undefined ? {} : { registryUrl };
    return { source: { kind: 'registry', ref, range: `=${version}`, pinnedVersion: version, ...place, locked } };
  }
  const isGone = source.kind === 'local' && source.upload !== undefined;
  if (isGone || !isFetchableSource(source)) {
    throw new RejectedError('LOCK_MISMATCH', `${ref} comes from ${describeSource(source)}, which can't be fetched.`, {
      hint: `Install ${ref} from a place that both services reach, and write the lock anew; or export and import it.`,
    });
  }
  assertReadable(ref, source);
  const { checksum } = source;
  const read = readAgain(source);
  return { source: { ...read, ...(checksum === undefined ? {} : { checksum }), locked } as Source };
}

export function mismatch(message: string): RejectedError {
  return new RejectedError('LOCK_MISMATCH', message, {
    hint: 'Write the lock anew with `packyard lock`; what it says is not meant to be changed by hand.',
  });
}

function assertReadable(ref: string, source: FetchableSource): void {
  const place = source.kind === 'local' ? source.path : source.url;
  if (source.kind !== 'local') assertPlain(ref, place);
  const read = readAgain(source);
  if (read.kind === source.kind && describeSource(read) === describeSource(source)) return;
  throw mismatch(`The source of ${ref} in the lock, ${describeSource(source)}, is no ${source.kind} source.`);
}

/** A URL without an ending says nothing of what is there. */
function readAgain(source: FetchableSource): Source {
  const text = describeSource(source);
  return parseSource(source.kind === 'git' && /^https?:/.test(text) ? `git+${text}` : text).source;
}

function assertPlain(ref: string, url: string): void {
  if (parseSource(url).secretUrl === undefined) return;
  throw new RejectedError('LOCK_MISMATCH', `The lock names a URL with a user, a password or a query for ${ref}.`, {
    hint: 'Give credentials to the service by PACKYARD_HOST_ACCESS, and write the plain URL into the lock.',
  });
}
