import { Injectable } from '@nestjs/common';
import type { Actor, SyncView, TokenLimits, TokenScope, SyncBody } from '@packyard/contracts';
import { GenerationRepository } from '@packyard/schema';
import { InstalledVersions, UnneededPacks, VersionEnabling } from '@packyard/versions';
import { SubmitService } from '../executions/submit.service';
import { differenceOf, readWantedPack, type WantedPack } from './wanted-pack';
import { mapWithPauses } from './with-pauses';

type Change = SyncView['changes'][number];

interface Requester {
  requestedBy: Actor;
  scope: TokenScope;
  limits: TokenLimits | null;
}

/** Makes what is enabled what is wanted, in one change; what is so already is left alone. */
@Injectable()
export class SyncService {
  constructor(
    private readonly installed: InstalledVersions,
    private readonly unneeded: UnneededPacks,
    private readonly versions: VersionEnabling,
    private readonly submissions: SubmitService,
    private readonly generations: GenerationRepository,
  ) {}

  /** @throws RejectedError SOURCE_INVALID, and what submitting and disabling throw */
  async run(state: SyncBody, requester: Requester): Promise<SyncView> {
    const wanted = await mapWithPauses(Object.entries(state.packs), ([ref, written]) => readWantedPack(ref, written));
    const refs = wanted.map(({ ref }) => ref);
    const { differing, changes } = await this.differences(wanted);
    const going = state.prune ? await this.notWanted(refs) : [];
    const view = { changes: [...changes, ...going].sort(byRef), execution_id: null, generation: null };
    if (state.dry_run || view.changes.length === 0) return view;
    if (differing.length > 0) return { ...view, execution_id: await this.install(differing, state, requester) };
    const disabled = await this.versions.keepOnly(refs, { actor: requester.requestedBy });
    return { ...view, generation: disabled.length === 0 ? null : (await this.generations.current()).id };
  }

  private async differences(wanted: readonly WantedPack[]): Promise<{ differing: WantedPack[]; changes: Change[] }> {
    const all = (await this.installed.list()).filter(({ isEnabled }) => isEnabled);
    const enabled = new Map(all.map((version) => [version.ref, version]));
    const differing: WantedPack[] = [];
    const changes: Change[] = [];
    const reasons = await mapWithPauses(wanted, (pack) => differenceOf(pack, enabled.get(pack.ref)));
    for (const [index, pack] of wanted.entries()) {
      const current = enabled.get(pack.ref);
      const reason = reasons[index];
      if (reason === undefined) continue;
      const change = current === undefined ? 'install' : 'replace';
      differing.push(pack);
      changes.push({ ref: pack.ref, change, from: current?.version ?? null, wanted: pack.written, reason });
    }
    return { differing, changes };
  }

  private async notWanted(refs: readonly string[]): Promise<Change[]> {
    const reason = 'it is neither wanted nor needed';
    const going = await this.unneeded.unneededBeside(undefined, refs);
    return going.map(({ ref, version }) => ({ ref, change: 'disable' as const, from: version, wanted: null, reason }));
  }

  private async install(differing: readonly WantedPack[], state: SyncBody, requester: Requester): Promise<number> {
    const parameters = {
      packs: differing.map(({ text }) => text),
      atomic: true,
      force: state.force,
      skip_tests: state.skip_tests,
      index_credentials: state.index_credentials,
      ...(state.prune ? { keep_only: Object.keys(state.packs) } : {}),
    };
    const sources = differing.map(({ parsed }) => parsed);
    return (await this.submissions.submit({ action: 'core.install_packs', parameters, sources, ...requester })).id;
  }
}

function byRef(one: Change, other: Change): number {
  return one.ref < other.ref ? -1 : 1;
}
