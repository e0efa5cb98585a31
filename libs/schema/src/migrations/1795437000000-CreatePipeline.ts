import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Executions, the packs on their way through them, and the tasks that move them. */
export class CreatePipeline1795437000000 implements MigrationInterface {
  readonly name = 'CreatePipeline1795437000000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(EXECUTION);
    await queryRunner.query(EXECUTION_EVENT);
    await queryRunner.query(EXECUTION_EVENT_NOTIFICATION);
    await queryRunner.query(EXECUTION_PACK);
    await queryRunner.query(EXECUTION_PACK_DEPENDENCY);
    await queryRunner.query(ENVIRONMENT);
    await queryRunner.query(EXECUTION_PACK_ENVIRONMENT);
    await queryRunner.query(TASK);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      `DROP TABLE task, execution_pack_environment, environment, execution_pack_dependency,
                  execution_pack, execution_event, execution`,
    );
    await queryRunner.query('DROP FUNCTION notify_execution_event');
  }
}

const EXECUTION = `
  CREATE TABLE execution (
    id               integer GENERATED ALWAYS AS IDENTITY,
    action           text NOT NULL,
    parameters       jsonb NOT NULL,
    status           text NOT NULL,
    result           jsonb,
    requested_by     text NOT NULL,
    idempotency_key  text,
    request_digest   text NOT NULL,
    event_count      integer NOT NULL DEFAULT 0,
    created_at       timestamptz NOT NULL DEFAULT now(),
    updated_at       timestamptz NOT NULL DEFAULT now(),
    started_at       timestamptz,
    finished_at      timestamptz,
    CONSTRAINT execution_pk PRIMARY KEY (id),
    CONSTRAINT execution_idempotency_key_unique UNIQUE (requested_by, idempotency_key),
    CONSTRAINT execution_status_known CHECK (status IN ('requested', 'scheduling', 'scheduled', 'running', 'canceling',
      'completed', 'failed', 'cancelled', 'timeout', 'abandoned'))
  );
  CREATE INDEX execution_under_way ON execution (id)
    WHERE status IN ('requested', 'scheduling', 'scheduled', 'running', 'canceling')`;

const EXECUTION_EVENT = `
  CREATE TABLE execution_event (
    execution_id  integer NOT NULL,
    sequence      integer NOT NULL,
    type          text NOT NULL,
    data          jsonb NOT NULL,
    created_at    timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT execution_event_pk PRIMARY KEY (execution_id, sequence),
    CONSTRAINT execution_event_execution_fk FOREIGN KEY (execution_id) REFERENCES execution (id) ON DELETE CASCADE
  )`;

// Wakes the gateways that stream the execution; delivered when the transaction commits, one per transaction.
const EXECUTION_EVENT_NOTIFICATION = `
  CREATE FUNCTION notify_execution_event() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    PERFORM pg_notify('execution_event', NEW.execution_id::text);
    RETURN NULL;
  END $$;
  CREATE TRIGGER execution_event_notification AFTER INSERT ON execution_event
    FOR EACH ROW EXECUTE FUNCTION notify_execution_event()`;

const EXECUTION_PACK = `
  CREATE TABLE execution_pack (
    id            integer GENERATED ALWAYS AS IDENTITY,
    execution_id  integer NOT NULL,
    origin        text NOT NULL,
    description   text NOT NULL,
    source        jsonb NOT NULL,
    sealed_url    bytea,
    ref           text,
    version       text,
    stage         text NOT NULL DEFAULT 'download',
    status        text NOT NULL DEFAULT 'pending',
    downloaded    jsonb,
    manifest      jsonb,
    chosen        text,
    registered    jsonb,
    error         jsonb,
    updated_at    timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT execution_pack_pk PRIMARY KEY (id),
    CONSTRAINT execution_pack_execution_fk FOREIGN KEY (execution_id) REFERENCES execution (id) ON DELETE CASCADE,
    CONSTRAINT execution_pack_origin_known CHECK (origin IN ('request', 'dependency')),
    CONSTRAINT execution_pack_stage_known CHECK (stage IN ('download', 'resolve', 'build', 'register')),
    CONSTRAINT execution_pack_status_known CHECK (status IN ('pending', 'running', 'completed', 'failed', 'cancelled'))
  );
  CREATE INDEX execution_pack_execution ON execution_pack (execution_id)`;

const EXECUTION_PACK_DEPENDENCY = `
  CREATE TABLE execution_pack_dependency (
    pack_id        integer NOT NULL,
    depends_on_id  integer NOT NULL,
    CONSTRAINT execution_pack_dependency_pk PRIMARY KEY (pack_id, depends_on_id),
    CONSTRAINT execution_pack_dependency_pack_fk
      FOREIGN KEY (pack_id) REFERENCES execution_pack (id) ON DELETE CASCADE,
    CONSTRAINT execution_pack_dependency_depends_on_fk
      FOREIGN KEY (depends_on_id) REFERENCES execution_pack (id) ON DELETE CASCADE
  )`;

const ENVIRONMENT = `
  CREATE TABLE environment (
    id           integer GENERATED ALWAYS AS IDENTITY,
    runtime      text NOT NULL,
    fingerprint  text NOT NULL,
    request      jsonb NOT NULL,
    status       text NOT NULL DEFAULT 'pending',
    path         text,
    details      jsonb,
    built_at     timestamptz,
    CONSTRAINT environment_pk PRIMARY KEY (id),
    CONSTRAINT environment_fingerprint_unique UNIQUE (runtime, fingerprint),
    CONSTRAINT environment_status_known CHECK (status IN ('pending', 'ready')),
    CONSTRAINT environment_ready_has_path CHECK (status <> 'ready' OR path IS NOT NULL)
  )`;

const EXECUTION_PACK_ENVIRONMENT = `
  CREATE TABLE execution_pack_environment (
    pack_id         integer NOT NULL,
    environment_id  integer NOT NULL,
    CONSTRAINT execution_pack_environment_pk PRIMARY KEY (pack_id, environment_id),
    CONSTRAINT execution_pack_environment_pack_fk
      FOREIGN KEY (pack_id) REFERENCES execution_pack (id) ON DELETE CASCADE,
    CONSTRAINT execution_pack_environment_environment_fk FOREIGN KEY (environment_id) REFERENCES environment (id)
  );
  CREATE INDEX execution_pack_environment_environment ON execution_pack_environment (environment_id)`;

// The partial unique indexes are what makes "never twice at the same time" true, whatever the workers do.
const TASK = `
  CREATE TABLE task (
    id              integer GENERATED ALWAYS AS IDENTITY,
    execution_id    integer NOT NULL,
    stage           text NOT NULL,
    pack_id         integer,
    environment_id  integer,
    status          text NOT NULL DEFAULT 'pending',
    attempt         integer NOT NULL DEFAULT 1,
    failures        integer NOT NULL DEFAULT 0,
    due_at          timestamptz NOT NULL DEFAULT now(),
    lease_owner     text,
    lease_until     timestamptz,
    worker          text,
    error           jsonb,
    created_at      timestamptz NOT NULL DEFAULT now(),
    started_at      timestamptz,
    finished_at     timestamptz,
    CONSTRAINT task_pk PRIMARY KEY (id),
    CONSTRAINT task_execution_fk FOREIGN KEY (execution_id) REFERENCES execution (id) ON DELETE CASCADE,
    CONSTRAINT task_pack_fk FOREIGN KEY (pack_id) REFERENCES execution_pack (id) ON DELETE CASCADE,
    CONSTRAINT task_environment_fk FOREIGN KEY (environment_id) REFERENCES environment (id),
    CONSTRAINT task_stage_known CHECK (stage IN ('download', 'resolve', 'build', 'register')),
    CONSTRAINT task_status_known CHECK (status IN ('pending', 'running', 'succeeded', 'failed', 'cancelled')),
    CONSTRAINT task_running_has_lease CHECK ((status = 'running') = (lease_owner IS NOT NULL)),
    CONSTRAINT task_build_has_environment CHECK ((stage = 'build') = (environment_id IS NOT NULL))
  );
  CREATE INDEX task_execution ON task (execution_id);
  CREATE INDEX task_live ON task (due_at) WHERE status IN ('pending', 'running');
  CREATE UNIQUE INDEX task_one_live_resolve ON task (execution_id)
    WHERE stage = 'resolve' AND status IN ('pending', 'running');
  CREATE UNIQUE INDEX task_one_live_build ON task (environment_id)
    WHERE stage = 'build' AND status IN ('pending', 'running');
  CREATE UNIQUE INDEX task_one_live_for_pack ON task (pack_id, stage)
    WHERE stage IN ('download', 'register') AND status IN ('pending', 'running')`;
