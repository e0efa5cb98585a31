import type { PlanView } from '@packyard/contracts';
import type { Paint, Style } from './style';
import { counted, oneLine } from './text';

type PlannedPack = PlanView['packs'][number];
type Change = PlannedPack['change'];

const WORDS: Readonly<Record<Change, string>> = {
  install: 'to install',
  enable: 'to enable',
  upgrade: 'to upgrade',
  downgrade: 'to downgrade',
  replace: 'to replace',
  none: 'as they are',
};
const CHANGES = Object.keys(WORDS) as Change[];

/** A plan for people: a block for each pack, `+` for what comes, `~` for what changes, `-` for what goes. */
export function planLines(plan: PlanView, style: Style): string[] {
  const { packs, refused } = plan;
  const head = `plan ${plan.id}${plan.base_generation === null ? '' : `, on generation ${plan.base_generation}`}`;
  const counts = CHANGES.flatMap((change) => {
    const found = packs.filter((pack) => pack.change === change).length;
    return found === 0 ? [] : [`${found} ${WORDS[change]}`];
  });
  const builds = packs.flatMap(({ environments }) => environments).filter(({ is_built: isBuilt }) => !isBuilt).length;
  return [
    style.bold(head),
    '',
    ...packs.flatMap((pack) => [...packLines(pack, style), '']),
    ...refused.flatMap(({ pack_ref: ref, source, code, error, hint }) => [
      style.red(oneLine(`✖ ${ref ?? source} ${code}`)),
      within(error),
      ...(hint === null ? [] : [`    → ${oneLine(hint)}`]),
      '',
    ]),
    oneLine(
      [
        ...counts,
        ...(builds === 0 ? [] : [`${counted(builds, 'environment')} to build`]),
        ...refusedWords(refused),
      ].join(', '),
    ),
  ];
}

function refusedWords(refused: PlanView['refused']): string[] {
  return refused.length === 0 ? [] : [`${refused.length} refused, so that it can't be applied`];
}

function packLines(pack: PlannedPack, style: Style): string[] {
  const { change, pack_ref: ref, pack_version: version, enabled_version: former } = pack;
  const [mark, paint] = markOf(change, style);
  const versions = former === null || former === version ? version : `${former} → ${version}`;
  const beside = pack.is_enabled_then || change === 'none' ? '' : ', not enabled';
  return [
    paint(oneLine(`${mark} ${ref} ${versions} (${change === 'none' ? 'stays as it is' : change}${beside})`)),
    style.dim(within(`from ${pack.source}, ${size(pack.size_bytes)}${because(pack)}`)),
    ...pack.environments.map(({ runtime, is_built: isBuilt }) =>
      isBuilt ? `    = ${runtime} environment, built already` : style.green(`    + ${runtime} environment`),
    ),
    ...differences(pack, style),
    ...pack.warnings.map((warning) => style.yellow(within(`! ${warning}`))),
  ];
}

function markOf(change: Change, style: Style): [string, Paint] {
  if (change === 'none') return ['=', style.dim];
  return change === 'install' || change === 'enable' ? ['+', style.green] : ['~', style.yellow];
}

function because({ chosen_because: reason }: PlannedPack): string {
  return reason === null ? '' : `; ${reason}`;
}

function differences({ components, permissions }: PlannedPack, style: Style): string[] {
  const { added, changed, removed } = components;
  return [
    ...added.map(({ kind, ref }) => style.green(within(`+ ${kind} ${ref}`))),
    ...changed.map(({ kind, ref, fields }) => style.yellow(within(`~ ${kind} ${ref} (${fields.join(', ')})`))),
    ...removed.map(({ kind, ref }) => style.red(within(`- ${kind} ${ref}`))),
    ...permissions.added.map((name) => style.green(within(`+ permission ${name}`))),
    ...permissions.removed.map((name) => style.red(within(`- permission ${name}`))),
  ];
}

function size(bytes: number): string {
  if (bytes < 1000) return counted(bytes, 'byte');
  return bytes < 1_000_000 ? `${(bytes / 1000).toFixed(1)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}

/** What belongs to a pack, below it. */
function within(text: string): string {
  return `    ${oneLine(text)}`;
}
