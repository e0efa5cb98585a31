import type { Source } from './source';

const BY_NAME = /^registry:([a-z0-9*][a-z0-9_.*-]*)(?:@(.+))?$/;
const SCP_LIKE = /^([\w.-]+@[\w.-]+):(?!\/\/)([^\s]+)$/;
const SCHEMES = ['https:', 'http:', 'ssh:', 'git:', 'oci:', 'oci+http:', 's3:', 's3+https:', 's3+http:'];
// What a server may undo after the address was looked at: `/`, `\`, `.`, `%` and control characters in disguise, as wide letters
// or in more bytes than they need; and `..;`, which some take for `..`.
const DISGUISED = /%(?:2f|5c|2e|25|[01][0-9a-f]|7f|c[01]|ef%bc%(?:8[ef]|bc)|e2%80%a4)|(?:^|\/)\.{1,2};/i;

/** What is wrong with a pattern of sources; nothing when it can be used. */
export function patternProblem(pattern: string): string | undefined {
  if (/[\s\u0000-\u001f\u007f]/.test(pattern)) return 'must not hold blanks or control characters';
  const [, name, index] = BY_NAME.exec(pattern) ?? [];
  if (name !== undefined) return index === undefined ? undefined : addressProblem(index);
  if (pattern.startsWith('registry:')) return 'must name packs as in registry:slack, registry:team-* or registry:*';
  return addressProblem(pattern);
}

function addressProblem(pattern: string): string | undefined {
  const [, scheme = '', user, host = ''] =
    /^([a-z0-9+]+:)\/\/(?:([^/?#]*)@)?([^/?#@]*)(?:\/|$)/.exec(addressOfScp(pattern)) ?? [];
  if (!SCHEMES.includes(scheme)) {
    return 'must be registry:<name>, or begin with https://, http://, ssh://, git://, oci:// or s3:// and a host, in small letters';
  }
  if (host.includes('*') || host === '') return 'must name its host in full, without a *';
  if (user !== undefined && (scheme !== 'ssh:' || !/^[\w.-]+$/.test(user))) return 'must not hold a user or password';
  if (pattern.includes('#')) return 'must not name a branch: any branch, tag or commit of the place is allowed';
  const bare = addressOfScp(pattern).replaceAll('*', 'x');
  if (!URL.canParse(bare) || DISGUISED.test(bare)) return 'must be an address as it is sent, without %2F or the like';
  if (new URL(bare).href.replace(/\/$/, '') !== bare.replace(/\/$/, '')) {
    return `must be written as it is sent: ${new URL(bare).href}`;
  }
  return undefined;
}

/** A place of a pack, with its whole URL where that holds what must not be stored. */
interface SourceToMatch {
  source: Source;
  secretUrl?: string | undefined;
}

/** Whether one of the patterns is for this source. Branches and folders in it don't count, queries do. */
export function isSourceAmong({ source, secretUrl }: SourceToMatch, patterns: readonly string[]): boolean {
  switch (source.kind) {
    case 'git':
    case 'archive':
    case 'bundle':
    case 'oci':
      return isAddressAmong(secretUrl ?? source.url, patterns);
    case 's3':
      // Neither a version nor a region leads to another object.
      return isAddressAmong(source.url, patterns);
    case 'registry':
      return patterns.some((pattern) => isNamed(source, pattern));
    case 'local':
    case 'request':
    case 'unreadable':
      return false;
  }
}

/** Whether one of the patterns is for this URL or scp-like address, whoever logs in there. */
export function isAddressAmong(address: string, patterns: readonly string[]): boolean {
  const asked = asSent(address);
  if (asked === undefined) return false;
  return patterns.some((pattern) => !pattern.startsWith('registry:') && matches(asked, addressOfScp(pattern)));
}

function isNamed({ ref, registryUrl }: Extract<Source, { kind: 'registry' }>, pattern: string): boolean {
  const [, name, index] = BY_NAME.exec(pattern) ?? [];
  if (name === undefined || !matches(ref, name)) return false;
  if (registryUrl === undefined || index === undefined) return registryUrl === index;
  return isAddressAmong(registryUrl, [index]);
}

/** Whether nobody on the way can take the address for another one. */
export function isAsSent(address: string): boolean {
  return asSent(address) !== undefined;
}

/** As the other side gets it, so that no spelling passes for another; nothing when it could be read in two ways. */
function asSent(address: string): string | undefined {
  const text = addressOfScp(address);
  if (!URL.canParse(text)) return undefined;
  const [written = ''] = text.replace(/^([a-z0-9+]+:\/\/)[^/@]*@/i, '$1').split('?');
  if (DISGUISED.test(written) || written.includes('\\') || written.split('/').includes('..')) return undefined;
  const url = new URL(text);
  if (DISGUISED.test(url.pathname)) return undefined;
  const user = url.protocol === 'ssh:' && url.username !== '' ? `${url.username}@` : '';
  return `${url.protocol}//${user}${url.host}${url.pathname}${url.search}`;
}

/** Of `git@host:path`, which is relative to the home of the user there. */
function addressOfScp(text: string): string {
  const [, host, path = ''] = SCP_LIKE.exec(text) ?? [];
  if (host === undefined) return text;
  return path.startsWith('/') ? `ssh://${host}${path}` : `ssh://${host}/~/${path}`;
}

/** `*` stands for any characters, before a `?` for none of the query: servers can be led anywhere by one. */
function matches(text: string, pattern: string): boolean {
  const [path, query] = halvesOf(text);
  const [pathPattern, queryPattern] = halvesOf(pattern);
  return matchesPattern(path, pathPattern) && matchesPattern(query, queryPattern);
}

function halvesOf(text: string): [string, string] {
  const end = text.indexOf('?');
  return end === -1 ? [text, ''] : [text.slice(0, end), text.slice(end + 1)];
}

/** `*` stands for any characters. In a time that grows with the length: what stands between two `*` is taken where it comes first. */
export function matchesPattern(text: string, pattern: string): boolean {
  const [first = '', ...others] = pattern.split('*');
  const last = others.pop();
  if (last === undefined) return text === first;
  if (!text.startsWith(first) || text.length < first.length + last.length || !text.endsWith(last)) return false;
  let rest = text.slice(first.length, text.length - last.length);
  for (const part of others) {
    const found = rest.indexOf(part);
    if (found === -1) return false;
    rest = rest.slice(found + part.length);
  }
  return true;
}
