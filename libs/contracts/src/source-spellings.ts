const BEHIND_HASH = 'https://host/pack.git#v1.0.0';
const FORGES: Readonly<Record<string, string>> = {
  github: 'github.com',
  gh: 'github.com',
  gitlab: 'gitlab.com',
  bitbucket: 'bitbucket.org',
};

type Spelling = readonly [RegExp, (...parts: string[]) => string];

/** What other tools would understand, or people write, and how it is written here. The first that fits counts. */
const SPELLINGS: readonly Spelling[] = [
  [/^s3::/i, () => "Write an object of a bucket as s3://bucket/key, or s3+https://host/bucket/key, without '::'."],
  [
    /^(?:git|hg|gcs)::/i,
    () => `Write a git source as its URL, with the branch or tag behind #: ${BEHIND_HASH}, without '::'.`,
  ],
  [
    /^.*\.git\/?([@=,])[^/]+$/i,
    (_all, mark = '') => `Write the branch, tag or commit behind '#' instead of '${mark}': ${BEHIND_HASH}.`,
  ],
  [
    /^(github|gh|gitlab|bitbucket):(?:\/\/)?([\w.-]+\/[\w.-]+?)(?:\.git)?(?:[#@].*)?$/i,
    (_all, forge = '', repository = '') => `Write it as https://${FORGES[forge.toLowerCase()]}/${repository}.git.`,
  ],
  [
    /^https?:\/\/(?!.*[?&]raw=)(?:(?:github|gitlab)\.com\/[^/?#]+\/[^/?#]+\/(?:tree|blob)\/|bitbucket\.org\/[^/?#]+\/[^/?#]+\/src\/|[^?#]+\/-\/(?:tree|blob)\/)/i,
    () =>
      'That is a page about the repository: give the repository with a branch or tag behind #, and a folder in it behind //, ' +
      'such as https://host/org/repository.git//packs/slack#v1.0.0.',
  ],
  [
    /^([a-z0-9][a-z0-9_.-]*)\s*(?:(?:==|:)([<>=~^!\s]*v?\d[^/@]*)|([<>~^!][<>=~^!\s]*v?\d[^/@]*))$/,
    (_all, name = '', exact = '', range = '') => `Write the version behind '@': ${name}@${exact.trim() || range}.`,
  ],
  [/^([a-z0-9][a-z0-9_.-]*)@$/, (_all, name = '') => `Write a version behind the '@', or leave it out: ${name}.`],
  [/^(["'[(<]).*["'\])>]$/, (_all, mark = '') => `Leave out the ${mark} in front and the mark behind.`],
  [/^[\w.-]+(?:\s*,\s*[\w.-]+)+$/, () => 'Give each pack as an entry of its own.'],
  [/^[a-z]:[\\/]|^\\\\/i, () => 'Give the absolute path that it has on the worker, as in /srv/packs/slack.'],
  [
    /^(?:ftps?|sftp|gs|docker|rsync|svn|hg):\/\//i,
    () => 'Packs are fetched by https, http, ssh and git: publish it at such a place, or give a path on the worker.',
  ],
  [
    /^(?:npm|pip|pypi|docker):[^/]/i,
    () => 'Packs come from git, from archives and from pack registries, not from there.',
  ],
  [/^(?:localhost|(?:[\w-]+\.)+[\w-]+)(?::\d+)?\/.+/i, () => 'Write the scheme in front: https://host/pack.git.'],
  [
    /^(?=.*[A-Z])([A-Za-z0-9][\w.-]*)((?:[@=][^/@]+)?)$/,
    (_all, name = '', rest = '') => `Names of packs are in lower case: ${name.toLowerCase()}${rest}.`,
  ],
];

/** How a text that can't be read as a source is written here; nothing for what no tool is known to write. */
export function spellingHint(text: string): string | undefined {
  for (const [spelling, hint] of SPELLINGS) {
    const parts = spelling.exec(text);
    if (parts !== null) return hint(...parts);
  }
  return undefined;
}

/** Whether it would be read, as another source than the one that was meant. */
export function isMisleading(text: string): boolean {
  return SPELLINGS.slice(0, 5).some(([spelling]) => spelling.test(text));
}

/** `https://host/pack=v1` is how StackStorm names a branch; the address may also be called so. */
export function branchHint(address: string): string | undefined {
  const [, place, mark, wanted] = /^([a-z]+:\/\/[^?#]+\/[\w.-]+)([=@,])([\w.-]+)$/i.exec(address) ?? [];
  if (place === undefined || mark === undefined || wanted === undefined) return undefined;
  return `If '${mark}${wanted}' is a branch or tag, write ${place}.git#${wanted}.`;
}
