import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who wants to be told of what, and what they were told. */
export class CreateWebhook1796002300000 implements MigrationInterface {
  readonly name = 'CreateWebhook1796002300000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(TABLES);
    await queryRunner.query(TRIGGERS);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      `DROP TRIGGER execution_webhook ON execution; DROP TRIGGER generation_webhook ON generation;
       DROP TRIGGER audit_event_webhook ON audit_event;
       DROP FUNCTION tell_of_execution(); DROP FUNCTION tell_of_generation(); DROP FUNCTION tell_of_audit_event();
       DROP FUNCTION tell_webhooks(text, jsonb); DROP TABLE webhook_delivery; DROP TABLE webhook`,
    );
  }
}

// No foreign key: a webhook that is deleted at the same moment must not fail what is told of. What it leaves is never sent.
const TABLES = `
  CREATE TABLE webhook (
    id                integer GENERATED ALWAYS AS IDENTITY,
    url               text NOT NULL,
    sealed            bytea NOT NULL,
    events            text[] NOT NULL,
    description       text NOT NULL,
    is_enabled        boolean NOT NULL DEFAULT true,
    disabled_because  text,
    failing_since     timestamptz,
    created_at        timestamptz NOT NULL DEFAULT now(),
    created_by        text NOT NULL,
    CONSTRAINT webhook_pk PRIMARY KEY (id));
  CREATE TABLE webhook_delivery (
    id               integer GENERATED ALWAYS AS IDENTITY,
    webhook_id       integer NOT NULL,
    message_id       text NOT NULL,
    type             text NOT NULL,
    payload          jsonb NOT NULL,
    status           text NOT NULL DEFAULT 'pending',
    attempt          integer NOT NULL DEFAULT 0,
    due_at           timestamptz NOT NULL DEFAULT now(),
    created_at       timestamptz NOT NULL DEFAULT now(),
    attempted_at     timestamptz,
    response_status  integer,
    response_body    text,
    problem          text,
    CONSTRAINT webhook_delivery_pk PRIMARY KEY (id),
    CONSTRAINT webhook_delivery_status_check CHECK (status IN ('pending', 'delivered', 'failed')));
  CREATE INDEX webhook_delivery_due ON webhook_delivery (webhook_id, due_at) WHERE status = 'pending';
  CREATE INDEX webhook_delivery_webhook ON webhook_delivery (webhook_id, id);
  CREATE INDEX webhook_delivery_created ON webhook_delivery (created_at)`;

// In the transaction of what they tell of, whichever statement that was: neither is there without the other.
const TRIGGERS = `
  CREATE FUNCTION tell_webhooks(event text, told jsonb) RETURNS void LANGUAGE plpgsql AS $$
  BEGIN
    INSERT INTO webhook_delivery (webhook_id, message_id, type, payload)
    SELECT id, 'msg_' || replace(gen_random_uuid()::text, '-', ''), event, jsonb_build_object('type', event,
      'timestamp', to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), 'data', told)
    FROM webhook
    WHERE is_enabled AND events && ARRAY['*', split_part(event, '.', 1) || '.*', event];
    IF FOUND THEN PERFORM pg_notify('webhook_delivery', ''); END IF;
  END $$;

  CREATE FUNCTION tell_of_execution() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    PERFORM tell_webhooks('execution.' || NEW.status, jsonb_build_object('execution', NEW.id, 'action', NEW.action,
      'status', NEW.status, 'requested_by', NEW.requested_by, 'path', '/api/v1/executions/' || NEW.id,
      'packs', (SELECT coalesce(jsonb_agg(jsonb_build_object('ref', ref, 'version', version, 'stage', stage,
          'status', status, 'code', error ->> 'code') ORDER BY id), '[]')
        FROM (SELECT * FROM execution_pack WHERE execution_id = NEW.id ORDER BY id LIMIT 100) AS pack)));
    RETURN NULL;
  END $$;
  CREATE TRIGGER execution_webhook AFTER UPDATE OF finished_at ON execution FOR EACH ROW
    WHEN (OLD.finished_at IS NULL AND NEW.finished_at IS NOT NULL) EXECUTE FUNCTION tell_of_execution();

  CREATE FUNCTION tell_of_generation() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    PERFORM tell_webhooks('generation.create', jsonb_build_object('generation', NEW.id, 'actor', NEW.actor,
      'reason', NEW.reason, 'restored_from', NEW.restored_from, 'execution', NEW.execution_id,
      'path', '/api/v1/generations/' || NEW.id));
    RETURN NULL;
  END $$;
  CREATE TRIGGER generation_webhook AFTER INSERT ON generation FOR EACH ROW EXECUTE FUNCTION tell_of_generation();

  CREATE FUNCTION tell_of_audit_event() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    PERFORM tell_webhooks(NEW.action, jsonb_build_object('audit_event', NEW.id, 'actor', NEW.actor,
      'subject', NEW.subject, 'before', NEW.before, 'after', NEW.after));
    RETURN NULL;
  END $$;
  CREATE TRIGGER audit_event_webhook AFTER INSERT ON audit_event FOR EACH ROW EXECUTE FUNCTION tell_of_audit_event()`;
