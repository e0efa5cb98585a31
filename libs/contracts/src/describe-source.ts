import { describeOciSource } from './parse-oci-source';
import { describeS3Source } from './parse-s3-source';
import type { GitSource, Source } from './source';

/** Before the name of a file that came with a request. */
export const UPLOAD = 'upload:';

/** How a source is shown to users. */
export function describeSource(source: Source): string {
  switch (source.kind) {
    case 'git':
      return described(source.url, source);
    case 'archive':
      return described(source.url, source);
    case 'bundle':
      return source.url;
    case 'oci':
      return describeOciSource(source);
    case 's3':
      return describeS3Source(source);
    case 'local':
      return described(source.upload === undefined ? source.path : `${UPLOAD}${source.upload}`, source);
    case 'registry':
      return `${source.ref}${suffix(source.pinnedVersion ?? source.range)}`;
    case 'request':
      return 'a config that came with the request';
    case 'unreadable':
      return source.text;
  }
}

type Parts = Partial<Pick<GitSource, 'subPath' | 'refSpec' | 'submodules' | 'lfs'>>;

function described(place: string, { subPath, refSpec, ...parts }: Parts): string {
  const query = (['submodules', 'lfs'] as const).filter((name) => parts[name] === true).map((name) => `${name}=1`);
  const folder = subPath === undefined ? '' : `//${subPath}`;
  return `${place}${folder}${query.length === 0 ? '' : `?${query.join('&')}`}${refSpec === undefined ? '' : `#${refSpec}`}`;
}

/** What the source itself calls the pack: the last part of its path, without what all of them end with. */
export function nameInSource(source: Source): string {
  if (source.kind === 'oci') return source.url.split('/').at(-1) ?? '';
  const place = source.kind === 'registry' ? source.ref : describeSource({ ...source, ...NO_PARTS });
  const last =
    place
      .replace(/(?<!\/)\/+$/, '')
      .split(/[/:]/)
      .at(-1) ?? '';
  return last.replace(/\.(git|tar\.\w+|tgz|tbz2?|txz|tzst|tar|zip)$/i, '');
}

const NO_PARTS = {
  refSpec: undefined,
  submodules: undefined,
  lfs: undefined,
  versionId: undefined,
  region: undefined,
};

/** A described source without what parameters added to it: that is no part of what was asked for. */
export function describedAsSubmitted(described: string, parameters: Readonly<Record<string, unknown>>): string {
  const { ref_spec: refSpec, submodules, lfs } = parameters;
  const added = typeof refSpec === 'string' ? `#${refSpec}` : '';
  const place = added !== '' && described.endsWith(added) ? described.slice(0, -added.length) : described;
  if (submodules !== true && lfs !== true) return place;
  return place.replace(/\?(submodules=1)?&?(lfs=1)?(?=#|$)/, (_all, ofTree = '', ofFiles = '') => {
    const left = [submodules === true ? '' : ofTree, lfs === true ? '' : ofFiles].filter((part) => part !== '');
    return left.length === 0 ? '' : `?${left.join('&')}`;
  });
}

function suffix(range: string): string {
  return range === '*' ? '' : `@${range}`;
}
