import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * How generations go out to nodes: the policy, and the rollout that runs, or ran last. Without steps there is none. Each node
 * knows the generation that it was told by one.
 */
export class CreateRollout1796002700000 implements MigrationInterface {
  readonly name = 'CreateRollout1796002700000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(POLICY);
    await queryRunner.query(ROLLOUT);
    await queryRunner.query(
      `ALTER TABLE node ADD told_generation integer, ADD is_excused boolean NOT NULL DEFAULT false`,
    );
    await queryRunner.query(TRIGGERS);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      `DROP TABLE rollout; DROP TABLE rollout_policy; ALTER TABLE node DROP told_generation, DROP is_excused`,
    );
  }
}

const POLICY = `
  CREATE TABLE rollout_policy (
    id            integer NOT NULL DEFAULT 1,
    steps         text[] NOT NULL,
    max_failures  text NOT NULL,
    step_seconds  integer NOT NULL,
    CONSTRAINT rollout_policy_pk PRIMARY KEY (id),
    CONSTRAINT rollout_policy_single CHECK (id = 1)
  );
  INSERT INTO rollout_policy (steps, max_failures, step_seconds) VALUES ('{}', '0', 600)`;

// What nodes are told is kept, because the rows that it was read from go on.
const ROLLOUT = `
  CREATE TABLE rollout (
    id               integer NOT NULL DEFAULT 1,
    generation       integer NOT NULL,
    packs            jsonb NOT NULL,
    base_generation  integer,
    base_packs       jsonb,
    status           text NOT NULL,
    reason           text,
    step             integer NOT NULL DEFAULT 0,
    started_at       timestamptz NOT NULL DEFAULT now(),
    step_started_at  timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT rollout_pk PRIMARY KEY (id),
    CONSTRAINT rollout_single CHECK (id = 1),
    CONSTRAINT rollout_status_known CHECK (status IN ('running', 'stopped', 'complete')),
    CONSTRAINT rollout_base_until_complete CHECK ((status = 'complete') = (base_packs IS NULL)),
    CONSTRAINT rollout_base_named CHECK ((base_packs IS NULL) = (base_generation IS NULL))
  )`;

const TRIGGERS = `
  CREATE TRIGGER rollout_wanted_state AFTER INSERT OR UPDATE OR DELETE ON rollout
    FOR EACH ROW EXECUTE FUNCTION tell_wanted_state();
  CREATE TRIGGER rollout_policy_wanted_state AFTER UPDATE ON rollout_policy
    FOR EACH ROW EXECUTE FUNCTION tell_wanted_state()`;
