import { MaskedUrl, RejectedError } from '@packyard/contracts';
import { runCommand } from '@packyard/sandbox';
import { z } from 'zod';
import type { GitPlace } from '../git-command';
import { gitFailure } from '../git-failure';

/** Where Git LFS answers, and what it wants to be sent along. */
export interface LfsBase {
  url: MaskedUrl;
  headers: Record<string, string>;
}

const Login = z.object({
  href: z.url({ protocol: /^https?$/ }),
  header: z.record(z.string(), z.string()).default({}),
});
const ADDRESS = /^(?:ssh:\/\/([^/]+?)(?::(\d+))?(\/.*)|([^/:]+):(.*))$/;

/** Repositories over ssh have their files at an HTTP server, which one logs in to by ssh (`git-lfs-authenticate`). */
export async function logInBySsh({ url, worktree, environment, signal }: GitPlace): Promise<LfsBase> {
  const [, host, port, path, scpHost = '', scpPath = ''] = ADDRESS.exec(url) ?? [];
  const words = [...(port === undefined ? [] : ['-p', port]), '--', host ?? scpHost];
  const request = `git-lfs-authenticate '${(path ?? scpPath).replaceAll("'", `'\\''`)}' download`;
  const chunks: Buffer[] = [];
  const result = await runCommand({
    command: 'sh',
    args: ['-c', `exec ${environment['GIT_SSH_COMMAND'] ?? 'ssh'} "$@"`, 'sh', ...words, request],
    workingFolder: worktree,
    environment,
    signal,
    onOutput: (chunk) => void chunks.push(chunk),
  });
  if (result.exitCode !== 0) throw gitFailure(url, new Error(result.stderr));
  try {
    const { href, header } = Login.parse(JSON.parse(Buffer.concat(chunks).toString('utf8')));
    return { url: new MaskedUrl(href), headers: header };
  } catch (cause) {
    throw new RejectedError('SOURCE_NOT_FOUND', `${url} does not say where its files of Git LFS are.`, {
      hint: 'Give the repository by its https URL, or fetch it without Git LFS.',
      cause,
    });
  }
}
