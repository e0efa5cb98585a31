import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { MaskedUrl, maskText, RejectedError } from '@packyard/contracts';
import type { GitRoute } from '../git-access';
import { GitCommand, type GitRun } from '../git-command';
import { type LfsBase, logInBySsh, MAX_PLACE_BYTES, originOf, tooLong } from './lfs-login';

interface Repository {
  run: GitRun;
  route: GitRoute;
  commit: string;
}

/** Where Git LFS answers for a repository: where its `.lfsconfig` says, or else beside it. */
export async function lfsBaseOf(repository: Repository): Promise<LfsBase> {
  const { http } = repository.route;
  const written = await writtenUrl(repository);
  const hostAccessAt = http?.reveal().origin ?? originBySsh(repository.run.url);
  if (written !== undefined) return { url: withCredentials(written, http), headers: {}, hostAccessAt };
  if (http === undefined) return logInBySsh(repository.run);
  const url = http.reveal();
  url.pathname = `${url.pathname.replace(/\/$/, '').replace(/\.git$/, '')}.git/info/lfs`;
  return { url: new MaskedUrl(url.href), headers: {}, hostAccessAt };
}

async function writtenUrl({ run, commit }: Repository): Promise<string | undefined> {
  // Most repositories have none.
  const entry = await lstat(join(run.worktree, '.lfsconfig')).catch(() => undefined);
  if (entry?.isFile() !== true) return undefined;
  const chunks: Buffer[] = [];
  let bytes = 0;
  const onOutput = (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > MAX_PLACE_BYTES) throw tooLong('The place of Git LFS in .lfsconfig');
    chunks.push(chunk);
  };
  const args = ['config', '--no-includes', `--blob=${commit}:.lfsconfig`, '--default', '', '-z', '--get', 'lfs.url'];
  await new GitCommand(run).run(args, { onOutput });
  const written = Buffer.concat(chunks).toString('utf8').replace(/\0$/, '');
  if (written === '') return undefined;
  if (/^https?:\/\//i.test(written) && URL.canParse(written)) return written;
  const shown = maskText(written).slice(0, 200);
  throw new RejectedError(
    'SOURCE_FORBIDDEN',
    `.lfsconfig says that Git LFS answers at '${shown}', which is no HTTP server.`,
    {
      hint: 'Have it name one by https, or fetch the repository without Git LFS.',
    },
  );
}

/**
 * Of `ssh://user@host:port/path` or `user@host:path`. None over git://: there whoever stands between may have written what the
 * repository says.
 */
function originBySsh(url: string): string {
  if (/^git:/i.test(url)) return '';
  return originOf(url.includes('://') ? new URL(url).hostname : url.replace(/:.*/s, ''));
}

/** Those of the repository, where it lies at the same server. */
function withCredentials(written: string, http: MaskedUrl | undefined): MaskedUrl {
  const url = new URL(written);
  const repository = http?.reveal();
  if (repository?.origin === url.origin && url.username === '') {
    url.username = repository.username;
    url.password = repository.password;
  }
  return new MaskedUrl(url.href);
}
