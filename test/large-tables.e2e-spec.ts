import { aPack } from '@packyard/testing';
import { TestFixture } from './support/test-fixture';

/** Of each table: enough for the planner to prefer an index where it can. */
const ROWS = 20_000;
const INSTALLS = 30;
// What looks through a table now and then, such as maintenance, is not what an install costs.
const SCANS_OF_OTHERS = 10;

const FILL = [
  `INSERT INTO pack (ref) SELECT 'filler_' || number FROM generate_series(1, ${ROWS}) AS number`,
  `INSERT INTO pack_version (pack_id, version, format, digest, manifest, source, storage_path)
   SELECT id, '1.0.0', 'attune', 'sha256:' || ref, jsonb_build_object('ref', ref, 'version', '1.0.0', 'conflicts', '[]'::jsonb), '{}', 'store/packs/' || ref FROM pack
   WHERE ref LIKE 'filler%'`,
  `INSERT INTO execution (action, parameters, status, requested_by, request_digest, finished_at)
   SELECT 'core.install_packs', '{}', 'completed', 'ada', 'x', now() FROM generate_series(1, ${ROWS})`,
  `INSERT INTO execution_pack (execution_id, origin, source_text, source, ref, version, stage, status, is_announced)
   SELECT id, 'request', 'filler', '{}', 'filler', '1.0.0', 'register', 'completed', true FROM execution WHERE request_digest = 'x'`,
  `INSERT INTO task (execution_id, execution_pack_id, stage, share, rank, status, finished_at)
   SELECT execution_id, id, 'register', 'ada', 1, 'succeeded', now() FROM execution_pack WHERE source_text = 'filler'`,
  `INSERT INTO generation (id, actor, reason) SELECT number, 'ada', 'enable' FROM generate_series(1001, ${1000 + ROWS}) AS number`,
  `INSERT INTO generation_change (generation_id, ref, version, digest) SELECT id, 'filler', '1.0.0', 'x' FROM generation WHERE id > 1000`,
  `INSERT INTO audit_event (actor, actor_kind, action, subject) SELECT 'ada', 'token', 'pack.enable', 'filler' FROM generate_series(1, ${ROWS})`,
  'ANALYZE',
];
const TABLES = [
  'pack',
  'pack_version',
  'execution',
  'execution_pack',
  'task',
  'generation',
  'generation_change',
  'audit_event',
];

describe('an install where many packs are installed, after many others', () => {
  const fixture = new TestFixture();

  it('reads no table as a whole', async () => {
    const service = await fixture.start({ environment: { PACKYARD_SWEEP_SECONDS: '3600' } });
    await service.install([aPack('first').writeTo(fixture.path('first'))]);
    for (const statement of FILL) await fixture.database.query(statement);
    const before = await rowsReadByScans();
    for (let number = 0; number < INSTALLS; number += 1) {
      const folder = aPack(`pack_${number}`).writeTo(fixture.path(`pack_${number}`));
      const { status } = await service.install([folder]);
      expect(status).toBe('completed');
    }
    // Sessions hand in their counts when they end.
    await service.stop();
    const after = await rowsReadByScans();
    const scans = TABLES.map((table) => [table, Math.floor((after[table]! - before[table]!) / ROWS)] as const);
    expect(scans.filter(([, count]) => count > SCANS_OF_OTHERS)).toEqual([]);
  });

  async function rowsReadByScans(): Promise<Record<string, number>> {
    const rows = await fixture.database.query<{ name: string; rows: string }>(
      'SELECT relname AS name, seq_tup_read AS rows FROM pg_stat_user_tables WHERE relname = ANY($1)',
      [TABLES],
    );
    return Object.fromEntries(rows.map(({ name, rows }) => [name, Number(rows)]));
  }
});
