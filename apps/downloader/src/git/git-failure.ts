import { maskText, PackyardError, RejectedError, UnavailableError } from '@packyard/contracts';

const KINDS: readonly [RegExp, (message: string, cause: unknown) => Error][] = [
  [
    /No space left on device|Disk quota exceeded|Out of diskspace|unable to write file/i,
    (message, cause) => Object.assign(new Error(message, { cause }), { code: 'ENOSPC' }),
  ],
  [
    /died of signal 25|File too large|out of memory|data too large to fit|unable to create threaded|cannot allocate memory|malloc failed/i,
    (message, cause) =>
      new RejectedError('LIMIT_EXCEEDED', message, {
        hint: 'The repository is larger than PACKYARD_MAX_DOWNLOAD_BYTES, or takes more memory than git may have.',
        cause,
      }),
  ],
  [
    /invalid path '|unable to create (file|symlink|directory)|File name too long/i,
    (message, cause) =>
      new RejectedError('ARCHIVE_UNSAFE_PATH', message, {
        hint: 'Give that file another name in the repository.',
        cause,
      }),
  ],
  [
    /spawn git ENOENT|git: (command )?not found|program 'git' was not found/,
    (message, cause) => new RejectedError('SOURCE_INVALID', message, { hint: 'Install git on the worker.', cause }),
  ],
  [
    /Authentication failed|could not read Username|Permission denied \(|Host key verification failed|HTTP Basic: Access denied/i,
    (message, cause) =>
      new RejectedError('SOURCE_AUTHENTICATION_FAILED', message, {
        hint: 'Give a token (https://TOKEN@host/pack.git); for SSH a key and known_hosts, by PACKYARD_HOST_ACCESS or to the user that runs the worker.',
        cause,
      }),
  ],
  [
    /not found|does not appear to be a git repository|does not exist|not a git repository|no such (file|repository)/i,
    (message, cause) =>
      new RejectedError('SOURCE_NOT_FOUND', message, {
        hint: 'Look for a typing error in the URL; private repositories often look missing to those without a token.',
        cause,
      }),
  ],
  [
    // Tags may name a file or a folder of the tree, which git finds out only when it is to be checked out.
    /to a non-commit '|not a tree object|is not a commit|not a commit object|reference is not a tree/i,
    (message, cause) =>
      new RejectedError('REF_NOT_FOUND', message, {
        hint: 'What was named is no commit, nor a tag of one: name a branch, another tag or a commit.',
        cause,
      }),
  ],
  [
    /transport '[^']*' not allowed/,
    (message, cause) =>
      new RejectedError('SOURCE_FORBIDDEN', message, { hint: 'Use https, ssh or git for a repository.', cause }),
  ],
  [
    /unable to update url base from redirection|redirect/i,
    (message, cause) =>
      new RejectedError('SOURCE_FORBIDDEN', message, { hint: 'Give the URL where the redirects end.', cause }),
  ],
];

/** What git had to say, as an error that may be shown. What is not recognised may heal: most of it is the network. */
export function gitFailure(url: string, error: unknown): Error {
  if (error instanceof PackyardError) return error;
  const text = maskText(error instanceof Error ? error.message : String(error));
  const told = text
    .split(/[\r\n]+/)
    .map((line) => line.replace(/^(fatal|error|remote): */, '').trim())
    .filter((line) => line !== '');
  const message = `git could not read ${url}: ${causeIn(told) || 'it said nothing'}`;
  const kind = KINDS.find(([pattern]) => pattern.test(text));
  if (kind !== undefined) return kind[1](message, error);
  return new UnavailableError('SOURCE_UNAVAILABLE', message, {
    hint: 'Look whether the repository can be reached.',
    cause: error,
  });
}

/** What ssh says comes first, and git says behind it in three lines only that it failed. */
const FROM_SSH =
  /^ssh: |Host key verification failed|Permission denied \(|^kex_exchange|^Connection (closed|reset|timed out)|^Received disconnect|^Bad owner or permissions|^No .* host key is known/;
const EMPTY_WORDS =
  /^(Could not read from remote repository|Please make sure you have the correct access rights|and the repository exists)/;

function causeIn(told: readonly string[]): string {
  const fromSsh = told.filter((line) => FROM_SSH.test(line));
  const said = told.filter((line) => !EMPTY_WORDS.test(line));
  return (fromSsh.length > 0 ? fromSsh.slice(0, 2) : said.length > 0 ? said.slice(-3) : told.slice(-3)).join(' / ');
}
