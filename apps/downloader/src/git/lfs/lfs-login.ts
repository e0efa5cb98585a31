import { MaskedUrl, type PackyardError, RejectedError } from '@packyard/contracts';
import { runCommand } from '@packyard/sandbox';
import { z } from 'zod';
import { type GitRun, untilRefused } from '../git-command';
import { gitFailure } from '../git-failure';

/** Where Git LFS answers, and what it wants to be sent along. */
export interface LfsBase {
  url: MaskedUrl;
  headers: Record<string, string>;
  /** The one origin that gets what the operator has given for it: that of the repository. Empty: none does. */
  hostAccessAt: string;
}

/** Of what a server or a repository says of one place. */
export const MAX_PLACE_BYTES = 64 * 1024;
const Login = z.object({
  href: z.url({ protocol: /^https?$/ }),
  header: z.record(z.string(), z.string()).default({}),
});
const ADDRESS = /^(?:ssh:\/\/([^/]+?)(?::(\d+))?(\/.*)|([^/:]+):(?!\/\/)(.*))$/;

/** Repositories over ssh have their files at an HTTP server, which one logs in to by ssh (`git-lfs-authenticate`). */
export async function logInBySsh({ url, worktree, environment, signal }: GitRun): Promise<LfsBase> {
  const [, sshHost, port, sshPath, scpHost, scpPath] = ADDRESS.exec(url) ?? [];
  const [host, path] = [sshHost ?? scpHost, sshPath ?? scpPath];
  // Over git:// nobody can be asked.
  if (host === undefined || path === undefined) throw unknown(url);
  const words = [...(port === undefined ? [] : ['-p', port]), '--', host];
  const request = `git-lfs-authenticate '${path.replaceAll("'", `'\\''`)}' download`;
  const chunks: Buffer[] = [];
  let bytes = 0;
  const onOutput = (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > MAX_PLACE_BYTES) throw tooLong(`What ${url} answers to git-lfs-authenticate`);
    chunks.push(chunk);
  };
  const tooMuch = new AbortController();
  const running = runCommand({
    command: 'sh',
    args: ['-c', `exec ${environment['GIT_SSH_COMMAND'] ?? 'ssh'} "$@"`, 'sh', ...words, request],
    workingFolder: worktree,
    environment,
    signal: AbortSignal.any([signal, tooMuch.signal]),
    onOutput: untilRefused(onOutput, (problem: PackyardError) => tooMuch.abort(problem)),
  });
  const result = await running;
  tooMuch.signal.throwIfAborted();
  if (isWithoutLfs(result)) throw withoutLfs(url);
  if (result.exitCode !== 0) throw gitFailure(url, new Error(result.stderr));
  try {
    const { href, header } = Login.parse(JSON.parse(Buffer.concat(chunks).toString('utf8')));
    return { url: new MaskedUrl(href), headers: header, hostAccessAt: originOf(host) };
  } catch (cause) {
    throw unknown(url, cause);
  }
}

/** Where the host of a repository over ssh would have its files itself. */
export function originOf(userAndHost: string): string {
  return `https://${userAndHost.slice(userAndHost.indexOf('@') + 1)}`;
}

export function tooLong(what: string): RejectedError {
  return new RejectedError('LIMIT_EXCEEDED', `${what} has more than ${MAX_PLACE_BYTES} bytes.`, {
    hint: 'Look whether it is what it should be, or fetch the repository without Git LFS.',
  });
}

/** Of a shell, and of git's own one, which knows nothing but git. */
function isWithoutLfs({ exitCode, stderr }: { exitCode: number | null; stderr: string }): boolean {
  return exitCode === 127 || (exitCode !== 0 && /unrecognized command '?git-lfs-authenticate/.test(stderr));
}

function withoutLfs(url: string): RejectedError {
  return new RejectedError('SOURCE_NOT_FOUND', `The server of ${url} has no Git LFS over ssh.`, {
    hint: 'Install git-lfs-authenticate there, give the repository by its https URL, or fetch it without Git LFS.',
  });
}

function unknown(url: string, cause?: unknown): RejectedError {
  return new RejectedError('SOURCE_NOT_FOUND', `${url} does not say where its files of Git LFS are.`, {
    hint: 'Give the repository by its https URL, or fetch it without Git LFS.',
    cause,
  });
}
