/** What a pack can contain. Folders are the plural of the kind, but for `aliases` and `policies`. */
export type ComponentKind =
  | 'action'
  | 'sensor'
  | 'trigger'
  | 'rule'
  | 'workflow'
  | 'policy'
  | 'alias'
  | 'permission_set'
  | 'runtime'
  | 'queue'
  | 'command'
  | 'template';

export interface Component {
  kind: ComponentKind;
  name: string;
  /** `<pack>.<name>`. */
  ref: string;
  label?: string;
  description?: string;
  enabled: boolean;
  /** Relative to the pack. */
  file: string;
  definition: Record<string, unknown>;
}

const PLURALS: Readonly<Record<ComponentKind, string>> = {
  action: 'actions',
  sensor: 'sensors',
  trigger: 'triggers',
  rule: 'rules',
  workflow: 'workflows',
  policy: 'policies',
  alias: 'aliases',
  permission_set: 'permission_sets',
  runtime: 'runtimes',
  queue: 'queues',
  command: 'commands',
  template: 'templates',
};

function pluralOf(kind: ComponentKind): string {
  return PLURALS[kind];
}

/** By plural kind. The six that Attune counts are always there. */
export function countComponents(components: readonly Component[]): Record<string, number> {
  const counts: Record<string, number> = { actions: 0, sensors: 0, triggers: 0, rules: 0, workflows: 0, policies: 0 };
  for (const { kind } of components) counts[pluralOf(kind)] = (counts[pluralOf(kind)] ?? 0) + 1;
  return counts;
}
