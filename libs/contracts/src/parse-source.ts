import { RejectedError } from './errors';
import { MaskedUrl } from './masking';
import type { Source } from './source';

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

const ARCHIVE_ENDING = /\.(tar\.gz|tgz|tar|zip)$/i;
const CONFIG_ENDING = /\.ya?ml$/i;
const REGISTRY_REFERENCE = /^([a-z0-9][a-z0-9_.-]*)(?:@(.+)|=(?!=)(.+))?$/;
const SCP_LIKE = /^[\w.-]+@[\w.-]+:(?!\/\/)[^\s]+$/;
const HINT =
  'Give a git URL (https://host/pack.git, git@host:pack.git), the URL of a .tar.gz, .tgz, .zip or bundle config (.yaml), ' +
  'an absolute path, or a registry reference (slack, slack@^1.2).';

/**
 * Tells from its text what a source is. A ref_spec turns a plain HTTP(S) URL into a git source; `#branch` does the same
 * for one source alone.
 * @throws RejectedError SOURCE_INVALID
 */
export function parseSource(text: string, options: ParseOptions = {}): ParsedSource {
  const trimmed = text.trim();

  if (trimmed === '' || trimmed.startsWith('-') || /[\u0000-\u001f\u007f]/.test(trimmed)) throw invalid(trimmed);
  if (SCP_LIKE.test(trimmed)) return { source: gitSource(...splitFragment(trimmed), options.refSpec) };
  if (/^(\/|~|\.{1,2}(\/|$))/.test(trimmed)) return { source: localSource(trimmed, options.refSpec) };
  if (/^file:\/\//i.test(trimmed))
    return { source: localSource(decodeURI(new URL(trimmed).pathname), options.refSpec) };
  if (/^[a-z][a-z0-9+.-]*:/i.test(trimmed)) return parseUrl(trimmed, options.refSpec);
  return { source: registrySource(trimmed, options.registryUrl) };
}

/** How a source is shown to users. */
export function describeSource(source: Source): string {
  switch (source.kind) {
    case 'git':
      return source.refSpec === undefined ? source.url : `${source.url}#${source.refSpec}`;
    case 'archive':
    case 'bundle':
      return source.url;
    case 'local':
      return source.refSpec === undefined ? source.path : `${source.path}#${source.refSpec}`;
    case 'registry':
      return `${source.ref}${suffix(source.pinnedVersion ?? source.range)}`;
    case 'request':
      return 'a config that came with the request';
    case 'unreadable':
      return source.text;
  }
}

/** A described source without what the parameter `ref_spec` added to it: that is no part of what was asked for. */
export function withoutRefSpec(described: string, refSpec: unknown): string {
  const added = typeof refSpec === 'string' ? `#${refSpec}` : '';
  return added !== '' && described.endsWith(added) ? described.slice(0, -added.length) : described;
}

/** @throws RejectedError SOURCE_INVALID when the text can't be a branch, tag or commit */
function assertRefSpec(refSpec: string): void {
  if (/^[\w][\w./+@-]*$/.test(refSpec) && !refSpec.includes('..')) return;
  throw new RejectedError('SOURCE_INVALID', `'${refSpec}' can't be a branch, tag or commit.`, {
    hint: 'Use letters, digits and . _ / + @ -, not starting with a dash.',
  });
}

function parseUrl(text: string, refSpec: string | undefined): ParsedSource {
  const [withoutFragment, fragment] = splitFragment(text.replace(/^git\+(?=https?:|ssh:)/i, ''));
  const url = parse(withoutFragment);
  const isHttp = url.protocol === 'https:' || url.protocol === 'http:';
  const isGit = /\.git\/?$/i.test(url.pathname) || text.startsWith('git+') || !isHttp;
  if (!isHttp && url.protocol !== 'ssh:' && url.protocol !== 'git:') throw invalid(text);
  const masked = new MaskedUrl(withoutFragment);
  if (url.protocol === 'ssh:') return { source: gitSource(sshUrl(url), fragment, refSpec) };
  const secret = masked.hasSecret ? { secretUrl: withoutFragment } : {};
  const isOneFile = ARCHIVE_ENDING.test(url.pathname) || CONFIG_ENDING.test(url.pathname);
  const asksForRef = (fragment ?? refSpec) !== undefined && !isOneFile;
  if (isGit || asksForRef) return { source: gitSource(masked.bare, fragment, refSpec), ...secret };
  const kind = CONFIG_ENDING.test(url.pathname) ? 'bundle' : 'archive';
  return { source: { kind, url: masked.bare }, ...secret };
}

function gitSource(url: string, fragment: string | undefined, refSpec: string | undefined): Source {
  const wanted = fragment ?? refSpec;
  if (wanted === undefined) return { kind: 'git', url };
  assertRefSpec(wanted);
  return { kind: 'git', url, refSpec: wanted };
}

function localSource(text: string, refSpec: string | undefined): Source {
  const [path, fragment] = splitFragment(text);
  if (!path.startsWith('/')) {
    throw new RejectedError(
      'SOURCE_INVALID',
      `The path '${path}' is relative, and the server does not know to which folder.`,
      {
        hint: 'Give an absolute path.',
      },
    );
  }
  const wanted = fragment ?? refSpec;
  if (wanted === undefined) return { kind: 'local', path };
  assertRefSpec(wanted);
  return { kind: 'local', path, refSpec: wanted };
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

function splitFragment(text: string): [string, string | undefined] {
  const at = text.indexOf('#');
  return at === -1 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
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

function invalid(text: string): RejectedError {
  return new RejectedError('SOURCE_INVALID', `'${showUnreadable(text)}' is no source that Packyard knows.`, {
    hint: HINT,
  });
}
