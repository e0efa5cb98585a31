/** What should be installed and enabled, kept beside the real thing by a few lines that are easily believed. */
export interface ModelState {
  /** ref → version → variant of its content. */
  installed: Record<string, Record<string, string>>;
  /** ref → version. */
  enabled: Record<string, string>;
  /** What was enabled after each generation: ref → version and variant. */
  generations: Record<string, string>[];
  /** Which generation's state is in effect, for each generation. */
  restored: number[];
}

export type Operation =
  | { op: 'install'; ref: string; version: string; variant: string; enable?: boolean; force: boolean }
  | { op: 'enable'; ref: string; version: string }
  | { op: 'disable'; ref: string }
  | {
      op: 'uninstall';
      ref: string;
      selection: { which: 'version'; version: string } | { which: 'clean' } | { which: 'all' };
    }
  | { op: 'rollback'; to?: number };

export const NOTHING: ModelState = { installed: {}, enabled: {}, generations: [{}], restored: [0] };

/** The state after the operation, or the code of the error that refuses it. */
export function apply(state: ModelState, operation: Operation): ModelState | string {
  const next = structuredClone(state);
  const refusal = change(next, operation);
  if (typeof refusal === 'string') return refusal;
  const now = enabledContent(next);
  if (JSON.stringify(now) !== JSON.stringify(enabledContent(state))) {
    next.generations.push(now);
    next.restored.push(refusal ?? next.restored.length);
  }
  return next;
}

/** Returns an error's code, or the generation that was restored. */
function change(state: ModelState, operation: Operation): string | number | undefined {
  switch (operation.op) {
    case 'install':
      return install(state, operation);
    case 'enable':
      return enable(state, operation);
    case 'disable':
      if (state.installed[operation.ref] === undefined) return 'PACK_NOT_FOUND';
      if (state.enabled[operation.ref] === undefined) return 'PACK_NOT_ENABLED';
      Reflect.deleteProperty(state.enabled, operation.ref);
      return undefined;
    case 'uninstall':
      return uninstall(state, operation);
    case 'rollback':
      return rollBack(state, operation.to);
  }
}

function install(state: ModelState, { ref, version, variant, enable, force }: Operation & { op: 'install' }) {
  const versions = (state.installed[ref] ??= {});
  const former = versions[version];
  if (former !== undefined && former !== variant && !force) return 'VERSION_EXISTS';
  versions[version] = variant;
  const isReplaced = former !== undefined && former !== variant;
  if (enable === true) state.enabled[ref] = version;
  else if (enable === false && isReplaced && state.enabled[ref] === version) Reflect.deleteProperty(state.enabled, ref);
  return undefined;
}

function enable(state: ModelState, { ref, version }: Operation & { op: 'enable' }) {
  if (state.installed[ref] === undefined) return 'PACK_NOT_FOUND';
  if (state.installed[ref][version] === undefined) return 'VERSION_NOT_FOUND';
  state.enabled[ref] = version;
  return undefined;
}

function uninstall(state: ModelState, { ref, selection }: Operation & { op: 'uninstall' }) {
  const versions = state.installed[ref];
  if (versions === undefined) return 'PACK_NOT_FOUND';
  const enabled = state.enabled[ref];
  if (selection.which === 'version' && versions[selection.version] === undefined) return 'VERSION_NOT_FOUND';
  const going = Object.keys(versions).filter((version) =>
    selection.which === 'version' ? version === selection.version : selection.which === 'all' || version !== enabled,
  );
  if (enabled !== undefined && going.includes(enabled)) return 'VERSION_ENABLED';
  for (const version of going) Reflect.deleteProperty(versions, version);
  if (Object.keys(versions).length === 0) Reflect.deleteProperty(state.installed, ref);
  return undefined;
}

function rollBack(state: ModelState, to: number | undefined) {
  const target = to ?? (state.restored.at(-1) ?? 0) - 1;
  const wanted = state.generations[target];
  if (wanted === undefined) return 'GENERATION_NOT_FOUND';
  state.enabled = {};
  for (const [ref, content] of Object.entries(wanted)) {
    const [version = '', variant = ''] = content.split(' ');
    (state.installed[ref] ??= {})[version] = variant;
    state.enabled[ref] = version;
  }
  return state.restored[target] ?? target;
}

/** ref → version and variant, by ref. */
export function enabledContent(state: ModelState): Record<string, string> {
  const refs = Object.keys(state.enabled).sort();
  return Object.fromEntries(
    refs.map((ref) => {
      const version = state.enabled[ref] ?? '';
      return [ref, `${version} ${state.installed[ref]?.[version] ?? ''}`];
    }),
  );
}
