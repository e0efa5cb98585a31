import type { TokenLimits, TokenScope, TokenView } from '@packyard/contracts';

/** As they were given on the command line. */
export interface LimitOptions {
  from: string[];
  pack: string[];
  ownOnly?: true;
}

const MAY: Readonly<Record<TokenScope, string>> = {
  agent: 'learn what a machine that runs actions is to show, and report as such a machine',
  read: 'see packs, and the executions and logs of everybody, and change nothing',
  install: 'install, switch, roll back and uninstall packs, whose code then runs, and cancel executions of everybody',
  admin: 'do everything, also make and revoke tokens, users and registries',
};

/** What the token lets whoever has it do. */
export function describeToken({ name, scope, limits, expires_at: expires }: TokenView): string {
  return `Whoever has the token ${name} may ${allowed(scope, limits)}, until ${expires ?? 'it is revoked'}.`;
}

function allowed(scope: TokenScope, limits: TokenLimits | null): string {
  if (limits === null) return MAY[scope];
  const { sources, packs, own_executions: isOwn } = limits;
  const seen = isOwn === true ? 'of executions only its own' : 'the executions and logs of everybody';
  if (scope === 'read') return `see packs, and ${seen}, and change nothing`;
  const what = packs === undefined ? 'packs' : `the pack ${packs.join(' or ')}`;
  const from =
    sources === undefined ? (packs === undefined ? '' : ' from the registries') : ` from ${sources.join(' or ')}`;
  const isNarrow = sources !== undefined || packs !== undefined;
  const others = isNarrow ? ' and nothing else' : ', switch, roll back and uninstall them, whose code then runs';
  return `see packs, and ${seen}, install ${what}${from}${others}, and cancel what it requested itself`;
}

/** For a table: `-` when there are none. */
export function limitsInWords(limits: TokenLimits | null): string {
  if (limits === null) return '-';
  const { sources = [], packs = [], own_executions: isOwn } = limits;
  return [...sources, ...packs.map((pack) => `pack ${pack}`), ...(isOwn === true ? ['own executions'] : [])].join(', ');
}

export function limitsOf({ from, pack, ownOnly }: LimitOptions) {
  if (from.length === 0 && pack.length === 0 && ownOnly === undefined) return {};
  return {
    limits: {
      ...(from.length === 0 ? {} : { sources: from }),
      ...(pack.length === 0 ? {} : { packs: pack }),
      ...(ownOnly === undefined ? {} : { own_executions: true }),
    },
  };
}
