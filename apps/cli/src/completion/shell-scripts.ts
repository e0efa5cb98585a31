import type { Place } from './completion-places';

export const SHELLS = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof SHELLS)[number];

/** A script that teaches a shell the commands and options of `packyard`; files are completed where none fits. */
export function completionScript(shell: Shell, places: readonly Place[]): string {
  return { bash, zsh, fish }[shell](places);
}

function bash(places: readonly Place[]): string {
  const cases = places.map(
    ({ path, words }) => `    ${quoted(path)}) echo ${quoted(words.map(({ word }) => word).join(' '))} ;;`,
  );
  return `# packyard completion for bash: source <(packyard completion bash)
_packyard_words() {
  case "$1" in
${cases.join('\n')}
    *) return 1 ;;
  esac
}
_packyard() {
  local current=\${COMP_WORDS[COMP_CWORD]} path='' word next
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    next="\${path:+$path }$word"
    _packyard_words "$next" >/dev/null && path=$next
  done
  mapfile -t COMPREPLY < <(compgen -W "$(_packyard_words "$path")" -- "$current")
}
complete -o default -F _packyard packyard
`;
}

function zsh(places: readonly Place[]): string {
  const cases = places.map(
    ({ path, words }) =>
      `    ${quoted(path)}) reply=(${words.map(({ word, description }) => quoted(`${word.replaceAll(':', '\\:')}:${description}`)).join(' ')}) ;;`,
  );
  return `#compdef packyard
# packyard completion for zsh: source <(packyard completion zsh)
_packyard_words() {
  case "$1" in
${cases.join('\n')}
    *) return 1 ;;
  esac
}
_packyard() {
  local path_so_far='' word next
  local -a reply
  for word in "\${(@)words[2,CURRENT-1]}"; do
    next="\${path_so_far:+$path_so_far }$word"
    _packyard_words "$next" && path_so_far=$next
  done
  _packyard_words "$path_so_far"
  _describe 'packyard' reply || _files
}
compdef _packyard packyard
`;
}

function fish(places: readonly Place[]): string {
  const paths = places.map(({ path }) => quoted(path)).join(' ');
  const lines = places.flatMap(({ path, words }) =>
    words.map(({ word, description }) => {
      const what = word.startsWith('--')
        ? `-l ${word.slice(2)}`
        : word.startsWith('-')
          ? `-s ${word.slice(1)}`
          : `-f -a ${word}`;
      return `complete -c packyard -n ${quoted(`_packyard_at ${quoted(path)}`)} ${what} -d ${quoted(description)}`;
    }),
  );
  return `# packyard completion for fish: packyard completion fish | source
set -g _packyard_paths ${paths}
function _packyard_at
    set -l path_so_far ''
    for word in (commandline -opc)[2..]
        set -l next (string trim -- "$path_so_far $word")
        contains -- $next $_packyard_paths; and set path_so_far $next
    end
    test "$path_so_far" = "$argv[1]"
end
${lines.join('\n')}
`;
}

/** As one word of any of the shells: descriptions are ours, but have apostrophes. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
