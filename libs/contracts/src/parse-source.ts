import { RejectedError } from './errors';
import { MaskedUrl } from './masking';
import type { Source } from './source';
import { checkedRefSpec, checksumIn, splitFragment } from './source-parts';
import { isMisleading, spellingHint } from './source-spellings';
import { splitSubPath } from './sub-path';

export interface ParsedSource {
  source: Source;
  /** The whole URL, when it carries user info or a query; it must never be stored as it is. */
  secretUrl?: string;
}

export interface ParseOptions {
  /** Branch, tag or commit for git sources. */
  refSpec?: string | undefined;
  registryUrl?: string | undefined;
}

const ARCHIVE_ENDING = /\.(tar(\.(gz|bz2|xz|zst))?|tgz|tbz2?|txz|tzst|zip)$/i;
const CONFIG_ENDING = /\.ya?ml$/i;
const REGISTRY_REFERENCE = /^([a-z0-9][a-z0-9_.-]*)(?:@(.+)|=(?!=)(.+))?$/;
/** StackStorm's `org/repo`, with a branch or tag behind `#`. */
const ON_GITHUB = /^([A-Za-z0-9][\w-]*\/[\w-]+(?:\.[\w-]+)*)(?:#.+)?$/;
const SCP_LIKE = /^[\w.-]+@[\w.-]+:(?!\/\/)[^\s]+$/;
const HINT =
  'Give a git URL (https://host/pack.git, git@host:pack.git), the URL of an archive (.tar.gz, .tar.bz2, .tar.xz, .tar.zst, .zip) or bundle config (.yaml), ' +
  'an absolute path, or a registry reference (slack, slack@^1.2).';

/**
 * Tells from its text what a source is. A ref_spec turns a plain HTTP(S) URL into a git source; `#branch` does the same
 * for one source alone.
 * @throws RejectedError SOURCE_INVALID
 */
export function parseSource(text: string, options: ParseOptions = {}): ParsedSource {
  const [, whole = '', tail = ''] = /^([^#?]*)(.*)$/s.exec(text.trim()) ?? [];
  const { place, subPath } = splitSubPath(whole);
  const parsed = parsePlace(`${place}${tail}`, options);
  if (subPath === undefined || !canHoldFolders(parsed.source)) return parsed;
  return { ...parsed, source: { ...parsed.source, subPath } };
}

function canHoldFolders(source: Source): source is Extract<Source, { kind: 'git' | 'archive' | 'local' }> {
  return source.kind === 'git' || source.kind === 'archive' || source.kind === 'local';
}

function parsePlace(trimmed: string, options: ParseOptions): ParsedSource {
  if (trimmed === '') throw new RejectedError('SOURCE_INVALID', `'' is no source.`, { hint: `Leave it out. ${HINT}` });
  if (trimmed.startsWith('-') || /[\u0000-\u001f\u007f]/.test(trimmed)) throw invalid(trimmed);
  if (isMisleading(trimmed)) throw invalid(trimmed);
  if (SCP_LIKE.test(trimmed)) return { source: scpSource(trimmed, options.refSpec) };
  if (/^(\/|~|\.{1,2}(\/|$))/.test(trimmed)) return { source: localSource(splitFragment(trimmed), options.refSpec) };
  if (/^file:/i.test(trimmed)) return { source: fileSource(trimmed, options.refSpec) };
  if (/^[a-z][a-z0-9+.-]*:/i.test(trimmed)) return parseUrl(trimmed, options.refSpec);
  const [, repository] = ON_GITHUB.exec(trimmed) ?? [];
  if (repository !== undefined)
    return parseSource(`https://github.com/${trimmed.replace(repository, `${repository}.git`)}`, options);
  return { source: registrySource(trimmed, options.registryUrl) };
}

/** Whether a file is called as archives are. */
export function isArchiveName(name: string): boolean {
  return ARCHIVE_ENDING.test(name);
}

/** How a source is shown to users. */
export function describeSource(source: Source): string {
  switch (source.kind) {
    case 'git':
      return described(source.url, source);
    case 'archive':
      return described(source.url, source);
    case 'bundle':
      return source.url;
    case 'local':
      return described(source.path, source);
    case 'registry':
      return `${source.ref}${suffix(source.pinnedVersion ?? source.range)}`;
    case 'request':
      return 'a config that came with the request';
    case 'unreadable':
      return source.text;
  }
}

function described(
  place: string,
  { subPath, refSpec }: { subPath?: string | undefined; refSpec?: string | undefined },
) {
  return `${place}${subPath === undefined ? '' : `//${subPath}`}${refSpec === undefined ? '' : `#${refSpec}`}`;
}

/** What the source itself calls the pack: the last part of its path, without what all of them end with. */
export function nameInSource(source: Source): string {
  const place = source.kind === 'registry' ? source.ref : describeSource({ ...source, refSpec: undefined } as Source);
  const last = place.replace(/\/+$/, '').split(/[/:]/).at(-1) ?? '';
  return last.replace(/\.(git|tar\.\w+|tgz|tbz2?|txz|tzst|tar|zip)$/i, '');
}

/** A described source without what the parameter `ref_spec` added to it: that is no part of what was asked for. */
export function withoutRefSpec(described: string, refSpec: unknown): string {
  const added = typeof refSpec === 'string' ? `#${refSpec}` : '';
  return added !== '' && described.endsWith(added) ? described.slice(0, -added.length) : described;
}

function parseUrl(text: string, refSpec: string | undefined): ParsedSource {
  const [withoutFragment, fragment] = splitFragment(text.replace(/^git\+(?=https?:|ssh:)/i, ''));
  const url = parse(withoutFragment);
  const isHttp = url.protocol === 'https:' || url.protocol === 'http:';
  const isGit = /\.git\/?$/i.test(url.pathname) || text.startsWith('git+') || !isHttp;
  if (!isHttp && url.protocol !== 'ssh:' && url.protocol !== 'git:') throw invalid(text);
  const masked = new MaskedUrl(withoutFragment);
  if (url.protocol === 'ssh:') {
    const wanted = queriedRef(url, fragment);
    url.search = '';
    return { source: gitSource(sshUrl(url), wanted, refSpec) };
  }
  const secret = masked.hasSecret ? { secretUrl: withoutFragment } : {};
  const isOneFile = ARCHIVE_ENDING.test(url.pathname) || CONFIG_ENDING.test(url.pathname);
  const asksForRef = (fragment ?? refSpec) !== undefined && !isOneFile;
  if (isGit || asksForRef) return gitUrlSource(url, fragment, refSpec);
  if (!CONFIG_ENDING.test(url.pathname)) {
    const checksum = fragment === undefined ? {} : { checksum: checksumIn(fragment) };
    return { source: { kind: 'archive', url: masked.bare, ...checksum }, ...secret };
  }
  if (fragment !== undefined)
    throw invalid(text, 'Leave out what stands behind #: the config of a bundle has no parts.');
  return { source: { kind: 'bundle', url: masked.bare }, ...secret };
}

/** `?ref=v1` is `#v1`. git itself would take a query for a part of the path, so no other can be sent. */
function gitUrlSource(url: URL, fragment: string | undefined, refSpec: string | undefined): ParsedSource {
  const wanted = queriedRef(url, fragment);
  url.search = '';
  const masked = new MaskedUrl(url.href);
  return { source: gitSource(masked.bare, wanted, refSpec), ...(masked.hasSecret ? { secretUrl: url.href } : {}) };
}

function queriedRef(url: URL, fragment: string | undefined): string | undefined {
  const names = [...url.searchParams.keys()];
  if (names.length === 0 && url.search === '') return fragment;
  const [ref] = url.searchParams.getAll('ref');
  if (names.length === 1 && ref !== undefined && ref !== '' && fragment === undefined) return ref;
  throw new RejectedError(
    'SOURCE_INVALID',
    `The query of the git URL ${url.protocol}//${url.host}${url.pathname} can't be sent by git.`,
    { hint: 'Give a branch, tag or commit as #v1 or ?ref=v1, and credentials as https://user:token@host/pack.git.' },
  );
}

function scpSource(text: string, refSpec: string | undefined): Source {
  const [place, fragment] = splitFragment(text);
  const [, address = place, query] = /^([^?]*)\?(.*)$/.exec(place) ?? [];
  if (query === undefined) return gitSource(address, fragment, refSpec);
  const url = new URL(`ssh://git.invalid/?${query}`);
  return gitSource(address, queriedRef(url, fragment), refSpec);
}

function gitSource(url: string, fragment: string | undefined, refSpec: string | undefined): Source {
  const wanted = fragment ?? refSpec;
  if (wanted === undefined) return { kind: 'git', url };
  return { kind: 'git', url, refSpec: checkedRefSpec(wanted) };
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
  const url = parse(withoutFragment);
  if (url.host !== '' || url.search !== '' || !/^file:\/\//i.test(text)) {
    throw invalid(text, 'Write the absolute path behind three slashes: file:///srv/packs/slack, or the path alone.');
  }
  try {
    return localSource([decodeURIComponent(url.pathname), fragment], refSpec);
  } catch (error) {
    if (error instanceof RejectedError) throw error;
    throw invalid(text, `Write a '%' of the path as %25.`);
  }
}

function registrySource(text: string, registryUrl: string | undefined): Source {
  const [, ref, range, exactly] = REGISTRY_REFERENCE.exec(text) ?? [];
  if (ref === undefined) throw invalid(text);
  const wanted = range ?? exactly ?? '*';
  return { kind: 'registry', ref, range: wanted, ...(registryUrl === undefined ? {} : { registryUrl }) };
}

/** The user of an ssh URL is part of the address; a password is never sent. */
function sshUrl(url: URL): string {
  if (url.password) {
    throw new RejectedError('SOURCE_INVALID', `The source ssh://***@${url.host}${url.pathname} holds a password.`, {
      hint: 'Use an SSH key of the service, or HTTPS with a token.',
    });
  }
  return url.href;
}

function parse(text: string): URL {
  try {
    return new URL(text);
  } catch {
    throw invalid(text);
  }
}

function suffix(range: string): string {
  return range === '*' ? '' : `@${range}`;
}

/** A text that could not be read as a source, without what may be secret in it, on one line. */
export function showUnreadable(text: string): string {
  return text
    .replace(/\/\/[^/@]*@/, '//***@')
    .replace(/\?.*$/, '?***')
    .slice(0, 200)
    .replace(/[^\x20-\x7e]/g, '?');
}

function invalid(text: string, hint = spellingHint(text) ?? HINT): RejectedError {
  return new RejectedError('SOURCE_INVALID', `'${showUnreadable(text)}' is no source that Packyard knows.`, { hint });
}
