export const OTHER_TOKEN =
  "Give a valid one with --token or PACKYARD_TOKEN; the first one is in the file admin-token in the service's home.";

const FIELD =
  '(force_rebuild|force|cascade|skip_tests|skip_validation|registry_url|build_timeout|timeout|python_version|nodejs_version|packs_base_dir|atomic)';

/** What the service says of fields and routes, and how it is said to those who type commands. */
const TRANSLATIONS: readonly (readonly [RegExp, string | ((...groups: string[]) => string)])[] = [
  [/\bset verify_ssl to false\b/g, 'use --no-verify-ssl'],
  [new RegExp(`\\bset ${FIELD}\\b`, 'g'), (_all, field = '') => `use ${option(field)}`],
  [new RegExp(`\\bthe parameter ${FIELD}\\b`, 'g'), (_all, field = '') => option(field)],
  [/\bor (force|skip_tests) to\b/g, (_all, field = '') => `or ${option(field)} to`],
  [
    /\b(with|another) (registry_url|packs_base_dir|python_version|nodejs_version)\b/g,
    (_all, word = '', field = '') => `${word} ${option(field)}`,
  ],
  [/\bleave (atomic|priority) out\b/g, 'leave out --$1'],
  [/\bnevertheless\b/g, 'anyway'],
  [/\bmend\b/g, 'correct'],
  [/^List the generations to see which there are\b/, "'packyard generations' shows which there are"],
  [/^List the tokens to see/, "'packyard auth token list' shows"],
  [/^List the registries to see/, "'packyard registry list' shows"],
  [/^List the (action|execution|group|pack|role|user)s to see/, "'packyard $1 list' shows"],
  [/^Look at \/api\/v1\/executions\/(\d+) then\.$/, "Look at it with 'packyard execution show $1'."],
  [/^Installed are /, 'Installed versions: '],
  [/^See \/docs for what the route accepts\.$/, "'packyard help' describes every command."],
  [/^See \/docs\.$/, 'The service may be older or newer than this command.'],
  [/^Send the header Authorization.*/, OTHER_TOKEN],
];

/** A hint of the service, for somebody who has options and commands instead of fields and routes. */
export function inWordsOfCommands(hint: string): string {
  const guess = guessIn(hint);
  return TRANSLATIONS.reduce(
    (text, [said, meant]) =>
      typeof meant === 'string' ? text.replace(said, meant) : text.replace(said, (...all: string[]) => meant(...all)),
    hint.slice(guess.length),
  ).replace(/^/, () => guess);
}

/** What stands in front of a hint when a name that was not found is near another one. */
export function guessIn(hint: string): string {
  return /^Did you mean '.*?'\? /.exec(hint)?.[0] ?? '';
}

function option(field: string): string {
  return `--${field.replaceAll('_', '-')}`;
}
