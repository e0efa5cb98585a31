import { Injectable } from '@nestjs/common';
import { ACTIONS, type ActionSummary, type ActionView, RejectedError } from '@packyard/contracts';
import { ActionRepository, type InstalledAction } from '@packyard/schema';
import { builtInActions } from './built-in-actions';

export interface ActionQuery {
  /** Only actions of these packs; all when empty. */
  packs: readonly string[];
  /** Part of the name, label or description. */
  text: string;
  limit: number;
  offset: number;
}

/** The built-in actions, followed by those of the enabled packs. */
@Injectable()
export class ActionViews {
  private readonly since = new Date();
  private made: ActionView[] | undefined;

  constructor(private readonly actions: ActionRepository) {}

  /** Their schemas are made when somebody asks, not at each start. */
  private get own(): ActionView[] {
    return (this.made ??= builtInActions(this.since));
  }

  async list(query: ActionQuery): Promise<[ActionSummary[], number]> {
    const own = this.own.filter((action) => matches(action, query));
    const first = own.slice(query.offset, query.offset + query.limit);
    const [rest, count] = await this.actions.list({
      ...query,
      except: ACTIONS,
      limit: query.limit - first.length,
      offset: Math.max(0, query.offset - own.length),
    });
    return [[...first, ...rest.map(presentInstalled)].map(summaryOf), own.length + count];
  }

  /** @throws RejectedError ACTION_NOT_FOUND */
  async view(ref: string): Promise<ActionView> {
    const own = this.own.find((action) => action.ref === ref);
    if (own !== undefined) return own;
    const installed = await this.actions.find(ref);
    if (installed !== undefined) return presentInstalled(installed);
    throw new RejectedError('ACTION_NOT_FOUND', `Action '${ref.slice(0, 200)}' not found`, {
      hint: 'List the actions to see which there are.',
      unknown: { kind: 'action', name: ref },
    });
  }
}

function matches({ pack_ref, ref, label, description }: ActionView, { packs, text }: ActionQuery): boolean {
  if (packs.length > 0 && !packs.includes(pack_ref)) return false;
  return [ref, label, description ?? ''].some((part) => part.toLowerCase().includes(text.toLowerCase()));
}

function summaryOf({
  pack: _pack,
  param_schema: _parameters,
  out_schema: _output,
  ...summary
}: ActionView): ActionSummary {
  return summary;
}

function presentInstalled(action: InstalledAction): ActionView {
  const { definition } = action;
  return {
    id: action.id,
    ref: action.ref,
    pack_ref: action.packRef,
    label: action.label ?? action.name,
    description: action.description,
    entrypoint: typeof definition['entry_point'] === 'string' ? definition['entry_point'] : action.file,
    runtime: null,
    is_executable: false,
    created: action.installedAt.toISOString(),
    updated: action.installedAt.toISOString(),
    pack: action.packId,
    param_schema: mappingIn(definition['parameters']),
    out_schema: mappingIn(definition['output'] ?? definition['output_schema']),
  };
}

function mappingIn(value: unknown): Record<string, unknown> | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : null;
}
