import { describeSource, isFetchableSource, type ParsedSource, parseSource, RejectedError } from '@packyard/contracts';
import { isEmptyRange, isRange, isWithinRange } from '@packyard/pack';
import type { VersionWithStatus } from '@packyard/versions';

/** One pack that is wanted, by a range or from a place. */
export interface WantedPack {
  ref: string;
  /** As it is written. */
  written: string;
  /** As a source that a request may name. */
  text: string;
  parsed: ParsedSource;
  range: string | undefined;
}

/** @throws RejectedError SOURCE_INVALID, naming the pack */
export function readWantedPack(ref: string, written: string): WantedPack {
  const text = written.trim();
  // A range has neither slashes nor colons; whatever has some is a place.
  if (!/[/:]/.test(text)) {
    const range = text === '' ? '*' : text;
    if (!isRange(range)) throw invalid(ref, `'${written}' is neither a range of versions nor a source`);
    if (isEmptyRange(range)) throw invalid(ref, `no version can satisfy '${written}'`);
    const inRegistry = `${ref}@${range}`;
    return { ref, written, text: inRegistry, parsed: parseSource(inRegistry), range };
  }
  const parsed = parseNamed(ref, text);
  const { source } = parsed;
  if (!isFetchableSource(source))
    throw invalid(ref, `'${describeSource(source)}' is no git, archive, oci, s3 or path source`);
  return {
    ref,
    written: describeSource(source),
    text,
    parsed: { ...parsed, source: { ...source, holds: ref } },
    range: undefined,
  };
}

/** Nothing when the enabled version is as it is wanted. */
export function differenceOf(wanted: WantedPack, enabled: VersionWithStatus | undefined): string | undefined {
  if (enabled === undefined) return 'it is not enabled';
  if (wanted.range !== undefined) {
    return isWithinRange(enabled.version, wanted.range)
      ? undefined
      : `${enabled.version} is not within ${wanted.range}`;
  }
  const place = describeSource(enabled.source);
  return place === describeSource(wanted.parsed.source) ? undefined : `${enabled.version} came from ${place}`;
}

function parseNamed(ref: string, text: string): ParsedSource {
  try {
    return parseSource(text);
  } catch (error) {
    throw error instanceof RejectedError ? invalid(ref, error.message.replace(/\.$/, ''), error) : error;
  }
}

function invalid(ref: string, problem: string, cause?: RejectedError): RejectedError {
  const hint =
    cause?.hint ?? 'Give a range such as ^1.2 or *, or a git URL, the URL of an archive, or an absolute path.';
  return new RejectedError('SOURCE_INVALID', `${ref}: ${problem}.`, { hint });
}
