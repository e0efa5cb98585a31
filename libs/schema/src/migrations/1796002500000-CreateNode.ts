import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The machines that run actions: which generation each of them shows. Their agents are woken when what is wanted may differ. */
export class CreateNode1796002500000 implements MigrationInterface {
  readonly name = 'CreateNode1796002500000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(NODE);
    await queryRunner.query(scopes("'agent', 'read', 'install', 'admin'"));
    await queryRunner.query(TRIGGERS);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      `DROP TRIGGER generation_wanted_state ON generation; DROP TRIGGER environment_wanted_state ON environment;
       DROP TRIGGER content_wanted_state ON pack_version; DROP TRIGGER uses_wanted_state ON pack_version_environment;
       DROP FUNCTION tell_wanted_state(); DROP TABLE node; DELETE FROM api_token WHERE scope = 'agent'`,
    );
    await queryRunner.query(scopes("'read', 'install', 'admin'"));
  }
}

const NODE = `
  CREATE TABLE node (
    name            text NOT NULL,
    generation      integer,
    target          integer,
    activity        text NOT NULL,
    failures        jsonb NOT NULL,
    platform        text NOT NULL,
    version         text NOT NULL,
    principal       text NOT NULL,
    principal_kind  text NOT NULL,
    principal_id    integer,
    created_at      timestamptz NOT NULL DEFAULT now(),
    reported_at     timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT node_pk PRIMARY KEY (name),
    CONSTRAINT node_activity_known CHECK (activity IN ('in_step', 'working', 'failed'))
  )`;

const scopes = (known: string) =>
  `ALTER TABLE api_token DROP CONSTRAINT api_token_scope_known,
     ADD CONSTRAINT api_token_scope_known CHECK (scope IN (${known}))`;

// What was installed or built anew has other content for the same generation.
const TRIGGERS = `
  CREATE FUNCTION tell_wanted_state() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    PERFORM pg_notify('wanted_state', '');
    RETURN NULL;
  END $$;
  CREATE TRIGGER generation_wanted_state AFTER INSERT ON generation
    FOR EACH STATEMENT EXECUTE FUNCTION tell_wanted_state();
  CREATE TRIGGER environment_wanted_state AFTER UPDATE OF path ON environment
    FOR EACH ROW WHEN (OLD.path IS NOT NULL AND NEW.path IS DISTINCT FROM OLD.path)
    EXECUTE FUNCTION tell_wanted_state();
  CREATE TRIGGER content_wanted_state AFTER UPDATE OF content ON pack_version
    FOR EACH ROW WHEN (NEW.content IS DISTINCT FROM OLD.content)
    EXECUTE FUNCTION tell_wanted_state();
  CREATE TRIGGER uses_wanted_state AFTER INSERT OR DELETE ON pack_version_environment
    FOR EACH STATEMENT EXECUTE FUNCTION tell_wanted_state()`;
