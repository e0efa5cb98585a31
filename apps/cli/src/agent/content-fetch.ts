import { randomUUID } from 'node:crypto';
import { mkdir, rename, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import {
  type Digest,
  type NodeFailure,
  RejectedError,
  type WantedEnvironmentView,
  type WantedPackView,
  type WantedView,
} from '@packyard/contracts';
import { assertSameChecksum, digestTree, mapConcurrently } from '@packyard/pack';
import { lstatIfAny, readLinkIfAny, removeTree, replaceLink, machinePlatform } from '@packyard/store';
import type { AgentHome } from './agent-home';
import { nodeFailure } from './node-failure';
import { WrongContent } from './wrong-content';

const AT_ONCE = 8;

/** Where the content of packs and environments comes from, by digest. */
export interface ContentSource {
  /** Makes the folder, whole and checked, by one rename. `base`: what the paths in environments begin with here. */
  fetch(digest: Digest, folder: string, options?: { base?: string; signal?: AbortSignal }): Promise<void>;
}

/** Brings what a generation consists of into the home. What is there is whole: it came by a rename. */
export class ContentFetch {
  constructor(
    private readonly home: AgentHome,
    private readonly source: ContentSource,
    private readonly wrong = new WrongContent(),
  ) {}

  /** Fetches what is missing, several at a time, and goes on when one fails. Answers what failed; nothing: all is there. */
  async ensure({ packs }: WantedView, signal: AbortSignal): Promise<NodeFailure[]> {
    const environments = new Map(packs.flatMap((pack) => pack.environments.map((one) => [one.path, one])));
    const work = [
      ...packs.map((pack) => ({ subject: `pack ${pack.ref} ${pack.version}`, run: () => this.pack(pack, signal) })),
      ...[...environments.values()].map((environment) => ({
        subject: `environment ${environment.runtime} ${environment.fingerprint.slice(0, 12)}`,
        run: () => this.environment(environment, signal),
      })),
    ];
    const failures = await mapConcurrently(work, AT_ONCE, async ({ subject, run }) => {
      try {
        signal.throwIfAborted();
        await run();
        return undefined;
      } catch (error) {
        signal.throwIfAborted();
        return nodeFailure(subject, this.home.layout.home, error);
      }
    });
    return failures.filter((failure) => failure !== undefined);
  }

  /** Once all is there: packs lead to their environments. One that was built anew reaches all its packs in one step. */
  async link({ packs }: WantedView): Promise<void> {
    for (const { storage_path: path, environments } of packs) {
      for (const environment of environments) {
        const current = this.home.environments.currentLink(environment.path);
        if ((await this.home.environments.current(environment.path)) !== environment.path)
          await this.home.environments.makeCurrent(environment.path);
        const isPython = environment.runtime === 'python';
        const link = join(this.home.packs.absolutePath(path), isPython ? 'virtualenv' : 'node_modules');
        await this.point(link, isPython ? current : join(current, 'node_modules'));
      }
    }
  }

  private async point(link: string, target: string): Promise<void> {
    const said = await readLinkIfAny(link);
    if (said !== undefined && join(dirname(link), said) === target) return;
    await replaceLink(link, target, this.home.layout.unfinishedLinks);
  }

  private async pack(wanted: WantedPackView, signal: AbortSignal) {
    const { storage_path: path, content } = wanted;
    const target = this.home.packs.absolutePath(path);
    if ((await lstatIfAny(target)) !== undefined) return;
    this.wrong.assertWorthwhile(path, stored(content));
    const incoming = join(this.home.incoming, randomUUID());
    try {
      await this.source.fetch(stored(content), incoming, { signal });
      this.assertWanted(wanted, await digestTree(incoming));
      await mkdir(dirname(target), { recursive: true });
      await rename(incoming, target);
    } finally {
      await removeTree(incoming);
    }
  }

  private assertWanted({ ref, version, digest, storage_path: path, content }: WantedPackView, found: Digest): void {
    try {
      assertSameChecksum(found, digest, `The content of ${ref} ${version} in the content store`);
    } catch (error) {
      this.wrong.note(path, stored(content), error as Error);
      throw error;
    }
  }

  /** Right in its place: its programs name the paths that they lie at. */
  private async environment({ runtime, path, platform, content }: WantedEnvironmentView, signal: AbortSignal) {
    const target = this.home.environments.absolutePath(path);
    if ((await lstatIfAny(target)) === undefined) {
      if (platform !== null && platform !== machinePlatform()) throw foreign(platform);
      await mkdir(dirname(target), { recursive: true });
      await this.source.fetch(stored(content), target, { base: this.home.layout.environmentStore, signal });
    }
    if (runtime !== 'python') return;
    // What keeps it from being looked at keeps it from being run.
    const interpreter = await stat(join(target, 'bin', 'python')).catch(() => undefined);
    if (interpreter?.isFile() !== true) throw withoutInterpreter();
  }
}

function stored(content: string | null): Digest {
  if (content !== null) return content as Digest;
  throw new RejectedError('STORE_FAILED', 'It is not in the content store.', {
    hint: 'Set PACKYARD_CONTENT_STORE for the service. What was installed before that is put there when it is installed again.',
  });
}

function foreign(platform: string): RejectedError {
  return new RejectedError('ENVIRONMENT_UNUSABLE', `It was built for ${platform}, and this is ${machinePlatform()}.`, {
    hint: 'Run the workers of the service on the platform of its nodes.',
  });
}

function withoutInterpreter(): RejectedError {
  return new RejectedError('ENVIRONMENT_UNUSABLE', 'The Python that it was built with is not on this machine.', {
    hint: 'Install the same Python at the same place as on the machines that build.',
  });
}
