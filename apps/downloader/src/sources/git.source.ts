import { lstat, mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { LimitsConfig } from '@packyard/config';
import { type GitSource, MaskedUrl } from '@packyard/contracts';
import type { HttpClient, HttpOrder, NetworkPolicy } from '@packyard/network';
import { assertSameChecksum, attuneFolderChecksum } from '@packyard/pack';
import { removeTree } from '@packyard/store';
import type { GitCache } from '../git/git-cache';
import { gitEnvironment } from '../git/git-environment';
import type { GitPlace } from '../git/git-command';
import type { GitObjects } from '../git/git-objects';
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
    private readonly cache: GitCache,
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
    const place = { url, worktree, scratchFolder, environment, limits: this.limits, signal };
    const kept = await this.cache.objectsOf([url, order.secretUrl?.reveal().href, order.verifySsl]);
    const gitCommit = await checkOut(place, kept, source.refSpec);
    if (source.checksum !== undefined) {
      assertSameChecksum(await attuneFolderChecksum(order.destination), source.checksum, source.url);
    }
    return { sourceType: 'git', gitCommit, warnings: await treeWarnings(order.destination) };
  }

  /** Whether a repository answers at a URL that does not look like one. */
  async answersAt(source: Pick<GitSource, 'url'>, order: FetchOrder, signal: AbortSignal): Promise<boolean> {
    const url = order.secretUrl ?? new MaskedUrl(source.url);
    return this.http.answersAs('application/x-git-upload-pack-advertisement', this.probe(url, order, signal));
  }

  private async access(source: GitSource, order: FetchOrder, signal: AbortSignal): Promise<Access> {
    const url = order.secretUrl ?? (URL.canParse(source.url) ? new MaskedUrl(source.url) : undefined);
    if (url === undefined || !/^https?:$/.test(url.reveal().protocol)) {
      await this.policy.resolve(hostOf(source.url), signal);
      return { url: source.url, configuration: {} };
    }
    const final = await this.followRedirects(url, order, signal);
    const address = await this.http.addressOf(final, signal);
    const port = final.port || (final.protocol === 'https:' ? '443' : '80');
    const bare = new MaskedUrl(final.href).bare;
    return {
      url: bare,
      configuration: {
        ...authorization(final, bare),
        ...(address === undefined ? {} : { 'http.curloptResolve': `${final.hostname}:${port}:${address}` }),
      },
    };
  }

  /** git is not allowed to follow redirects, since it would not check where they lead. */
  private async followRedirects(url: MaskedUrl, order: FetchOrder, signal: AbortSignal): Promise<URL> {
    const final = await this.http.finalUrl(this.probe(url, order, signal));
    return repositoryOf(final);
  }

  private probe(url: MaskedUrl, { verifySsl, mayLeadTo }: FetchOrder, signal: AbortSignal): HttpOrder {
    const probe = url.reveal();
    probe.pathname = `${probe.pathname.replace(/\/$/, '')}/info/refs`;
    probe.search = '?service=git-upload-pack';
    const maxBytes = this.limits.PACKYARD_MAX_INDEX_BYTES;
    const limit = { maxBytes, limitName: 'PACKYARD_MAX_INDEX_BYTES' };
    const guard = mayLeadTo === undefined ? {} : { mayLeadTo: (next: URL) => mayLeadTo(repositoryOf(next)) };
    return { url: new MaskedUrl(probe.href), verifySsl, ...limit, ...guard, signal, shownAs: String(url) };
  }
}

/** Of the URL of its references. */
function repositoryOf(references: URL): URL {
  const url = new URL(references);
  url.pathname = url.pathname.replace(/\/info\/refs$/, '');
  url.search = '';
  return url;
}

const DAMAGED = /corrupt|bad object|unable to read|packfile|inflate|missing|did not receive expected/i;

/** What was spoiled on our own disk is no reason to fail: then all of it is fetched again. */
async function checkOut(place: GitPlace, kept: GitObjects, refSpec: string | undefined): Promise<string> {
  try {
    return await new GitRepository(place, kept).checkOut(refSpec);
  } catch (error) {
    place.signal.throwIfAborted();
    if (!kept.isLent || !DAMAGED.test((error as Error).message)) throw error;
  }
  await kept.forget();
  for (const folder of [place.worktree, join(place.scratchFolder, 'git')]) {
    await removeTree(folder);
    await mkdir(folder);
  }
  return new GitRepository(place, kept).checkOut(refSpec);
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
