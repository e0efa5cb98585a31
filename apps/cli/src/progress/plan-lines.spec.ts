import type { PlanView } from '@packyard/contracts';
import { planLines } from './plan-lines';
import { styleFor } from './style';

const PACK: PlanView['packs'][number] = {
  pack_ref: 'app',
  pack_version: '2.0.0',
  digest: 'sha256:a',
  size_bytes: 12_345,
  change: 'upgrade',
  enabled_version: '1.0.0',
  is_enabled_then: true,
  environments: [
    { runtime: 'python', fingerprint: 'a', is_built: false },
    { runtime: 'nodejs', fingerprint: 'b', is_built: true },
  ],
  components: {
    added: [{ kind: 'action', ref: 'app.new' }],
    changed: [{ kind: 'action', ref: 'app.run', fields: ['label', 'parameters'] }],
    removed: [{ kind: 'sensor', ref: 'app.old' }],
  },
  permissions: { added: ['deploy'], removed: ['look'] },
  source: 'app@^2',
  origin: 'request',
  chosen_because: 'the newest that fits',
  warnings: ['It has\nno tests.'],
};
const PLAN: PlanView = {
  id: 12,
  status: 'completed',
  created: '2026-01-01T00:00:00.000Z',
  base_generation: 4,
  packs: [PACK],
  refused: [],
};

describe('a plan for people', () => {
  it('has a line for all that comes, changes and goes', () => {
    expect(planLines(PLAN, styleFor(false))).toEqual([
      'plan 12, on generation 4',
      '',
      '~ app 1.0.0 → 2.0.0 (upgrade)',
      '    from app@^2, 12.3 kB; the newest that fits',
      '    + python environment',
      '    = nodejs environment, built already',
      '    + action app.new',
      '    ~ action app.run (label, parameters)',
      '    - sensor app.old',
      '    + permission deploy',
      '    - permission look',
      '    ! It has no tests.',
      '',
      '1 to upgrade, 1 environment to build',
    ]);
  });

  it('says what stays, what is only installed beside, and what is refused', () => {
    const still = {
      ...PACK,
      components: { added: [], changed: [], removed: [] },
      permissions: { added: [], removed: [] },
    };
    const none = { ...still, change: 'none' as const, enabled_version: '2.0.0', environments: [], warnings: [] };
    const beside = { ...none, change: 'install' as const, enabled_version: null, is_enabled_then: false };
    const refused = [{ pack_ref: null, source: '/x', code: 'SOURCE_NOT_FOUND' as const, error: 'No.', hint: 'Look.' }];
    const lines = planLines({ ...PLAN, base_generation: null, packs: [none, beside], refused }, styleFor(false));
    expect(lines.filter((line) => /^[^ ]/.test(line))).toEqual([
      'plan 12',
      '= app 2.0.0 (stays as it is)',
      '+ app 2.0.0 (install, not enabled)',
      '✖ /x SOURCE_NOT_FOUND',
      "1 to install, 1 as they are, 1 refused, so that it can't be applied",
    ]);
    expect(lines).toContain('    → Look.');
  });
});
