import { RejectedError } from './errors';
import { MaskedUrl } from './masking';
import type { ParsedSource, ParseOptions } from './parsed-source';
import { parseOciSource } from './parse-oci-source';
import { parseS3Source } from './parse-s3-source';
import { UPLOAD } from './describe-source';
import { gitUrlSource, scpSource, sshSource } from './parse-git-source';
import type { Source } from './source';
import { showUnreadable } from './show-unreadable';
import { checkedRefSpec, checksumIn, splitFragment } from './source-parts';
import { isMisleading, spellingHint } from './source-spellings';
import { splitSubPath } from './sub-path';

const ARCHIVE_ENDING = /\.(tar(\.(gz|bz2|xz|zst))?|tgz|tbz2?|txz|tzst|zip)$/i;
const CONFIG_ENDING = /\.ya?ml$/i;
const REGISTRY_REFERENCE = /^([a-z0-9][a-z0-9_.-]*)(?:@(.+)|=(?!=)(.+))?$/;
/** StackStorm's `org/repo`, with a branch or tag behind `#`. */
const ON_GITHUB = /^([A-Za-z0-9][\w-]*\/[\w-]+(?:\.[\w-]+)*)(?:#.+)?$/;
/** It would begin a branch, and the host would be what stands before it. */
const HASH_IN_USER_INFO = /^[a-z][a-z0-9+.-]*:\/\/[^/@#?]*#.*@/i;
const SLASHES = "Write a '/' of a password as %2F, and an '@' of a path as %40.";
/** Signed URLs have some thousand characters. Longer ones would be looked at again and again. */
const MAX_LENGTH = 8192;
const SCP_LIKE = /^[\w.-]+@[\w.-]+:(?!\/\/)[^\s]+$/;
/** What stands before the `@` may be a password, also where a slash is in it. */
const WITHOUT_PROTOCOL = /^\/\/.*@/;
/** Nobody writes a port without a number. */
const WITHOUT_PORT = /^[a-z][a-z0-9+.-]*:\/\/[^/@?#:]*:[/?#].*@/i;
const SCP_WITH_PASSWORD = /^[\w.-]+@[\w.-]+:[^#?]*[^/@#?]@/;
const HINT =
  'Give a git URL (https://host/pack.git, git@host:pack.git), the URL of an archive (.tar.gz, .tar.bz2, .tar.xz, .tar.zst, .zip) or bundle config (.yaml), an artifact (oci://host/repository:tag), an object (s3://bucket/key), ' +
  'an absolute path, or a registry reference (slack, slack@^1.2).';

/**
 * Tells from its text what a source is. A ref_spec turns a plain HTTP(S) URL into a git source; `#branch` does the same
 * for one source alone.
 * @throws RejectedError SOURCE_INVALID
 */
export function parseSource(text: string, options: ParseOptions = {}): ParsedSource {
  if (text.length > MAX_LENGTH) throw tooLong(text);
  if (hasSlashInUserInfo(text.trim())) throw invalid(text.trim(), SLASHES);
  if (WITHOUT_PORT.test(text.trim())) throw invalid(text.trim(), SLASHES);
  if (WITHOUT_PROTOCOL.test(text.trim())) throw invalid(text.trim(), 'Write the protocol before it, such as https:.');
  const [whole = ''] = /^[^#?]*/.exec(text.trim()) ?? [];
  const tail = text.trim().slice(whole.length);
  const { place, subPath } = splitSubPath(whole);
  const parsed = parsePlace(`${place}${tail}`, options);
  if (subPath === undefined || !canHoldFolders(parsed.source)) return parsed;
  return { ...parsed, source: { ...parsed.source, subPath } };
}

/** A secret whose part before a slash is a number: the user would be the host, that the port, and the rest a path. */
function hasSlashInUserInfo(text: string): boolean {
  const [, authority = '', path = ''] = /^[a-z][a-z0-9+.-]*:\/\/([^/@?#]*)\/([^?#]*)/i.exec(text) ?? [];
  const at = path.indexOf('@');
  const isInside = at > 0 && path[at - 1] !== '/' && /^[^/@]+\//.test(path.slice(at + 1));
  return isInside && /^[^:]*:\d+$/.test(authority);
}

function canHoldFolders(source: Source): source is Extract<Source, { kind: 'git' | 'archive' | 's3' | 'local' }> {
  return ['git', 'archive', 's3', 'local'].includes(source.kind);
}

function parsePlace(trimmed: string, options: ParseOptions): ParsedSource {
  if (trimmed.startsWith(UPLOAD)) throw notKept(trimmed);
  if (trimmed === '') throw new RejectedError('SOURCE_INVALID', `'' is no source.`, { hint: `Leave it out. ${HINT}` });
  if (trimmed.startsWith('-') || /[\u0000-\u001f\u007f]/.test(trimmed)) throw invalid(trimmed);
  if (isMisleading(trimmed)) throw invalid(trimmed);
  if (HASH_IN_USER_INFO.test(trimmed)) throw invalid(trimmed, `Write a '#' of a password as %23.`);
  if (SCP_WITH_PASSWORD.test(trimmed)) throw invalid(trimmed, 'Write it as ssh://user@host/…: ssh takes no password.');
  if (SCP_LIKE.test(trimmed)) return { source: scpSource(trimmed, options) };
  if (/^(\/|~|\.{1,2}(\/|$))/.test(trimmed)) return { source: localSource(splitFragment(trimmed), options.refSpec) };
  if (/^file:/i.test(trimmed)) return { source: fileSource(trimmed, options.refSpec) };
  if (/^oci(\+http)?:/i.test(trimmed)) return parseOciSource(trimmed);
  if (/^s3(\+https?)?:/i.test(trimmed)) return parseS3Source(trimmed);
  if (/^[a-z][a-z0-9+.-]*:/i.test(trimmed)) return parseUrl(trimmed, options);
  const [, repository] = ON_GITHUB.exec(trimmed) ?? [];
  if (repository !== undefined)
    return parseSource(`https://github.com/${trimmed.replace(repository, `${repository}.git`)}`, options);
  return { source: registrySource(trimmed, options.registryUrl) };
}

/** Whether a file is called as archives are. */
export function isArchiveName(name: string): boolean {
  return ARCHIVE_ENDING.test(name);
}

function parseUrl(text: string, options: ParseOptions): ParsedSource {
  const [withoutFragment, fragment] = splitFragment(text.replace(/^git\+(?=https?:|ssh:)/i, ''));
  const url = parse(withoutFragment, text);
  const isHttp = url.protocol === 'https:' || url.protocol === 'http:';
  const isGit = /\.git\/?$/i.test(url.pathname) || text.startsWith('git+') || !isHttp;
  if (!isHttp && url.protocol !== 'ssh:' && url.protocol !== 'git:') throw invalid(text);
  const masked = new MaskedUrl(withoutFragment);
  if (url.protocol === 'ssh:') return { source: sshSource(url, fragment, options) };
  const secret = masked.hasSecret ? { secretUrl: withoutFragment } : {};
  const isOneFile = ARCHIVE_ENDING.test(url.pathname) || CONFIG_ENDING.test(url.pathname);
  const { refSpec, submodules, lfs } = options;
  const asksForGit = (fragment ?? refSpec) !== undefined || submodules === true || lfs === true;
  if (isGit || (asksForGit && !isOneFile)) return gitUrlSource(url, fragment, options);
  if (!CONFIG_ENDING.test(url.pathname)) {
    const checksum = fragment === undefined ? {} : { checksum: checksumIn(fragment) };
    return { source: { kind: 'archive', url: masked.bare, ...checksum }, ...secret };
  }
  if (fragment !== undefined)
    throw invalid(text, 'Leave out what stands behind #: the config of a bundle has no parts.');
  return { source: { kind: 'bundle', url: masked.bare }, ...secret };
}

/** The manifest itself stands for its folder. */
function localSource([written, fragment]: [string, string | undefined], refSpec: string | undefined): Source {
  if (!written.startsWith('/')) {
    throw new RejectedError(
      'SOURCE_INVALID',
      `The path '${written}' is relative, and the server does not know to which folder.`,
      {
        hint: 'Give an absolute path.',
      },
    );
  }
  const path = written.replace(/(?<=.)\/pack\.ya?ml$/i, '');
  if (fragment !== undefined && ARCHIVE_ENDING.test(path))
    return { kind: 'local', path, checksum: checksumIn(fragment) };
  const wanted = fragment ?? refSpec;
  if (wanted === undefined) return { kind: 'local', path };
  return { kind: 'local', path, refSpec: checkedRefSpec(wanted) };
}

function fileSource(text: string, refSpec: string | undefined): Source {
  const [withoutFragment, fragment] = splitFragment(text);
  const url = parse(withoutFragment, text);
  if (url.search !== '') throw invalid(text, NO_QUERY);
  if (url.host !== '' || !/^file:\/\//i.test(text)) {
    throw invalid(text, 'Write the absolute path behind three slashes: file:///srv/packs/slack, or the path alone.');
  }
  if (/%00/.test(url.pathname)) throw invalid(text, 'Leave out %00: no path has a character of that number.');
  try {
    return localSource([decodeURIComponent(url.pathname), fragment], refSpec);
  } catch (error) {
    if (error instanceof RejectedError) throw error;
    throw invalid(text, `Write a '%' of the path as %25.`);
  }
}

const NO_QUERY =
  "Leave out what begins with '?': a branch or tag is given as ref_spec, and a '?' of the path is written %3F.";

function registrySource(text: string, registryUrl: string | undefined): Source {
  const [, ref, range, exactly] = REGISTRY_REFERENCE.exec(text) ?? [];
  if (ref === undefined) throw invalid(text);
  const wanted = range ?? exactly ?? '*';
  if (wanted.includes('@')) throw invalid(text, `Leave out the second '@': no range of versions has one.`);
  return { kind: 'registry', ref, range: wanted, ...(registryUrl === undefined ? {} : { registryUrl }) };
}

/** `whole` is shown when it can't be read: what is cut off may be what tells that there is a password. */
function parse(text: string, whole: string): URL {
  try {
    return new URL(text);
  } catch {
    throw invalid(whole);
  }
}

function notKept(text: string): RejectedError {
  return new RejectedError('SOURCE_INVALID', `'${showUnreadable(text)}' came with a request, and is not kept.`, {
    hint: 'Upload the file again, or give the URL or path that it has.',
  });
}

function invalid(text: string, hint = spellingHint(text) ?? HINT): RejectedError {
  return new RejectedError('SOURCE_INVALID', `'${showUnreadable(text)}' is no source that Packyard knows.`, { hint });
}

/** Names nothing of it: where in it a password stands is not known. */
function tooLong(text: string): RejectedError {
  const message = `A source of ${text.length} characters is longer than any address: ${MAX_LENGTH} are allowed.`;
  return new RejectedError('SOURCE_INVALID', message, { hint: HINT });
}
