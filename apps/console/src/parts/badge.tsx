const KINDS: Readonly<Record<string, 'good' | 'bad' | 'busy'>> = {
  completed: 'good',
  succeeded: 'good',
  passed: 'good',
  Enabled: 'good',
  ok: 'good',
  ready: 'good',
  valid: 'good',
  install: 'good',
  enable: 'good',
  refused: 'bad',
  missing: 'bad',
  invalid: 'bad',
  untrusted: 'bad',
  expired: 'bad',
  outdated: 'bad',
  misplaced: 'bad',
  'no worker': 'bad',
  degraded: 'busy',
  waiting: 'busy',
  upgrade: 'busy',
  downgrade: 'busy',
  replace: 'busy',
  failed: 'bad',
  timeout: 'bad',
  abandoned: 'bad',
  Incompatible: 'bad',
  unavailable: 'bad',
  running: 'busy',
  canceling: 'busy',
  scheduling: 'busy',
  scheduled: 'busy',
  pending: 'busy',
};

/** A status in its word; the colour says no more than the word does. */
export function Badge({ status }: { status: string }) {
  return <span class={`badge ${KINDS[status] ?? ''}`}>{status}</span>;
}
