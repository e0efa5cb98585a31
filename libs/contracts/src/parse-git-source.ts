import { RejectedError } from './errors';
import { MaskedUrl, maskText } from './masking';
import type { ParsedSource, ParseOptions } from './parsed-source';
import type { GitSource } from './source';
import { checkedRefSpec, splitFragment } from './source-parts';

type GitOptions = Pick<ParseOptions, 'refSpec' | 'submodules' | 'lfs'>;

/** git itself would take a query for a part of the path, so none can be sent. */
export function gitUrlSource(url: URL, fragment: string | undefined, options: GitOptions): ParsedSource {
  const wanted = inQuery(url, fragment);
  url.search = '';
  const masked = new MaskedUrl(url.href);
  const secret = masked.hasSecret ? { secretUrl: url.href } : {};
  return { source: gitSource(masked.bare, wanted, options), ...secret };
}

/** The user of an ssh URL is part of the address; a password is never sent. */
export function sshSource(url: URL, fragment: string | undefined, options: GitOptions): GitSource {
  const wanted = inQuery(url, fragment);
  url.search = '';
  if (!url.password) return gitSource(url.href, wanted, options);
  throw new RejectedError('SOURCE_INVALID', `The source ssh://***@${url.host}${url.pathname} holds a password.`, {
    hint: 'Use an SSH key of the service, or HTTPS with a token.',
  });
}

export function scpSource(text: string, options: GitOptions): GitSource {
  const [place, fragment] = splitFragment(text);
  const [, address = place, query = ''] = /^([^?]*)\?(.*)$/.exec(place) ?? [];
  return gitSource(address, inQuery(new URL(`ssh://git.invalid/?${query}`), fragment), options);
}

function gitSource(url: string, inText: GitOptions, options: GitOptions): GitSource {
  if (/^(?:[a-z]+:\/\/)?(?:[^@/]*@)?-/.test(url)) throw strangeHost(url);
  const refSpec = inText.refSpec ?? options.refSpec;
  const { submodules = options.submodules, lfs = options.lfs } = inText;
  return {
    kind: 'git',
    url,
    ...(refSpec === undefined ? {} : { refSpec: checkedRefSpec(refSpec) }),
    ...(submodules === true ? { submodules } : {}),
    ...(lfs === true ? { lfs } : {}),
  };
}

const SWITCHES: Readonly<Record<string, boolean>> = { '1': true, true: true, '0': false, false: false };

/** `?ref=v1` is `#v1`; `submodules=1` and `lfs=1` are for that one source. */
function inQuery(url: URL, fragment: string | undefined): GitOptions {
  const { searchParams } = url;
  const { ref, submodules, lfs } = Object.fromEntries(searchParams) as Record<string, string | undefined>;
  const isReadable =
    [...searchParams].length === new Set(searchParams.keys()).size &&
    [...searchParams.keys()].every((name) => ['ref', 'submodules', 'lfs'].includes(name)) &&
    [submodules, lfs].every((text) => text === undefined || text in SWITCHES) &&
    (ref === undefined || (ref !== '' && fragment === undefined));
  if (!isReadable) throw unreadable(url);
  return {
    refSpec: ref ?? fragment,
    ...(submodules === undefined ? {} : { submodules: SWITCHES[submodules] }),
    ...(lfs === undefined ? {} : { lfs: SWITCHES[lfs] }),
  };
}

function strangeHost(url: string): RejectedError {
  return new RejectedError('SOURCE_INVALID', `The host of '${maskText(url).slice(0, 200)}' begins with a dash.`, {
    hint: 'Look for a typing error in the URL: no host is called so.',
  });
}

function unreadable({ protocol, host, pathname }: URL): RejectedError {
  // Without a host all of it is a path, in which there may be a password.
  const isShown = !['', 'git.invalid'].includes(host);
  const place = isShown ? `the git URL ${protocol}//${host}${pathname}` : 'the git source';
  return new RejectedError('SOURCE_INVALID', `The query of ${place} can't be sent by git.`, {
    hint: 'Give a branch, tag or commit as #v1 or ?ref=v1, what else is to be fetched as ?submodules=1&lfs=1, and credentials as https://user:token@host/pack.git.',
  });
}
