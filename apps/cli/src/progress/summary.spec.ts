import { aPackView, anExecution, anInstallResult } from '../testing/an-execution';
import { styleFor } from './style';
import { hasSucceeded, summaryLines } from './summary';

const style = styleFor(false);

describe('summaryLines', () => {
  it('says what was installed where, what it replaced, and what failed and why', () => {
    expect(summaryLines(anExecution({ status: 'completed', result: anInstallResult() }), style)).toEqual([
      '',
      '✔ slack 1.2.0 (replaces 1.1.0)  /srv/packs/slack',
      '✖ https://***@example.org/jira.git  download  SOURCE_NOT_FOUND',
      '    The repository was not found.',
      '    → Check the address.',
      '',
      'execution 7 completed: 1 installed, 1 failed, 2.3 s',
    ]);
  });

  it.each([
    [['CANCELLED', 'CANCELLED'], '1 installed, 2 cancelled, 2.3 s'],
    [['SOURCE_NOT_FOUND', 'CANCELLED'], '1 installed, 1 failed, 1 cancelled, 2.3 s'],
    [[], '1 installed, 0 failed, 2.3 s'],
  ])('counts what was cancelled apart from what failed: %j', (codes, counts) => {
    const result = anInstallResult();
    const [failure] = result.failed_packs as object[];
    const failed_packs = codes.map((code) => ({ ...failure, code }));
    const lines = summaryLines(anExecution({ status: 'cancelled', result: { ...result, failed_packs } }), style);
    expect(lines.at(-1)).toBe(`execution 7 cancelled: ${counts}`);
  });

  it('says of an execution without a result what its packs know', () => {
    const error = { code: 'TIMED_OUT', message: 'It took too long.' } as const;
    const packs = [aPackView({ status: 'failed', error })];
    expect(summaryLines(anExecution({ packs }), style)).toEqual([
      '✖ slack  download  TIMED_OUT',
      '    It took too long.',
      'execution 7 is running',
    ]);
  });
});

describe('the hints in summaryLines', () => {
  const error = { code: 'VERSION_EXISTS', message: 'It is there.', hint: 'Set it aside, or set force.' } as const;
  const packs = [aPackView({ status: 'failed', error })];

  it.each([
    ['core.install_packs', '    → Set it aside, or use --force.'],
    ['core.register_packs', '    → Set it aside, or set force.'],
  ] as const)('speak of %s as it is called', (action_ref, line) => {
    expect(summaryLines(anExecution({ action_ref, packs }), style)).toContain(line);
  });
});

describe('hasSucceeded', () => {
  it('takes a completed execution with a failed pack for a failure', () => {
    const packs = [aPackView({ status: 'completed' }), aPackView({ id: 2, status: 'failed' })];
    expect(hasSucceeded(anExecution({ status: 'completed', packs }))).toBe(false);
    expect(hasSucceeded(anExecution({ status: 'completed', packs: packs.slice(0, 1) }))).toBe(true);
  });
});
