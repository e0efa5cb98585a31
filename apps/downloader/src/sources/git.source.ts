import { lstat, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { LimitsConfig } from '@packyard/config';
import { type GitSource, MaskedUrl } from '@packyard/contracts';
import type { HttpClient, NetworkPolicy } from '@packyard/network';
import { assertSameChecksum, attuneFolderChecksum } from '@packyard/pack';
import { gitEnvironment } from '../git/git-environment';
import { GitRepository } from '../git/git-repository';
import type { FetchedSource, FetchOrder, PackSource } from './pack-source';

const MOST_ATTRIBUTES_BYTES = 1024 * 1024;

interface Access {
  url: string;
  configuration: Record<string, string>;
}

/** Repositories reached over https, http, ssh or git. */
export class GitRemoteSource implements PackSource<GitSource> {
  readonly kind = 'git';

  constructor(
    private readonly policy: NetworkPolicy,
    private readonly http: HttpClient,
    private readonly limits: LimitsConfig,
  ) {}

  async fetch(source: GitSource, order: FetchOrder, signal: AbortSignal): Promise<FetchedSource> {
    const { url, configuration } = await this.access(source, order, signal);
    const environment = gitEnvironment({
      scratchFolder: order.scratchFolder,
      worktree: order.destination,
      protocols: ['https', 'http', 'ssh', 'git'],
      verifySsl: order.verifySsl,
      stallSeconds: this.limits.PACKYARD_STALL_SECONDS,
      configuration,
    });
    const { destination: worktree, scratchFolder } = order;
    const repository = new GitRepository({ url, worktree, scratchFolder, environment, limits: this.limits, signal });
    const gitCommit = await repository.checkOut(source.refSpec);
    if (source.checksum !== undefined) {
      assertSameChecksum(await attuneFolderChecksum(order.destination), source.checksum, source.url);
    }
    return { sourceType: 'git', gitCommit, warnings: await treeWarnings(order.destination) };
  }

  private async access(source: GitSource, order: FetchOrder, signal: AbortSignal): Promise<Access> {
    const url = order.secretUrl ?? (URL.canParse(source.url) ? new MaskedUrl(source.url) : undefined);
    if (url === undefined || !/^https?:$/.test(url.reveal().protocol)) {
      await this.policy.resolve(hostOf(source.url), signal);
      return { url: source.url, configuration: {} };
    }
    const final = await this.followRedirects(url, order, signal);
    const [address] = await this.policy.resolve(final.hostname, signal);
    const port = final.port || (final.protocol === 'https:' ? '443' : '80');
    const bare = new MaskedUrl(final.href).bare;
    return {
      url: bare,
      configuration: {
        ...authorization(final, bare),
        ...(address === undefined ? {} : { 'http.curloptResolve': `${final.hostname}:${port}:${address.address}` }),
      },
    };
  }

  /** git is not allowed to follow redirects, since it would not check where they lead. */
  private async followRedirects(url: MaskedUrl, order: FetchOrder, signal: AbortSignal): Promise<URL> {
    const probe = url.reveal();
    probe.pathname = `${probe.pathname.replace(/\/$/, '')}/info/refs`;
    probe.search = '?service=git-upload-pack';
    const final = await this.http.finalUrl({
      url: new MaskedUrl(probe.href),
      verifySsl: order.verifySsl,
      maxBytes: this.limits.PACKYARD_MAX_INDEX_BYTES,
      limitName: 'PACKYARD_MAX_INDEX_BYTES',
      signal,
      shownAs: String(url),
    });
    final.pathname = final.pathname.replace(/\/info\/refs$/, '');
    final.search = '';
    return final;
  }
}

/** What a user should know about a tree that git checked out. */
export async function treeWarnings(folder: string): Promise<string[]> {
  const names = await readdir(folder);
  const warnings = names.includes('.gitmodules') ? ['The repository has submodules, which are not fetched.'] : [];
  if (!names.includes('.gitattributes')) return warnings;
  const file = join(folder, '.gitattributes');
  const { size } = await lstat(file);
  const attributes = size > MOST_ATTRIBUTES_BYTES ? '' : await readFile(file, 'utf8').catch(() => '');
  return attributes.includes('filter=lfs')
    ? [...warnings, 'The repository uses Git LFS, whose files are not fetched.']
    : warnings;
}

/** Only for this very repository: git compares the URL before it sends the header. */
function authorization(url: URL, bare: string): Record<string, string> {
  if (!url.username && !url.password) return {};
  const pair = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
  return { [`http.${bare}.extraHeader`]: `Authorization: Basic ${Buffer.from(pair).toString('base64')}` };
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).hostname : (/^[^@]*@([^:]+):/.exec(url)?.[1] ?? url);
}
