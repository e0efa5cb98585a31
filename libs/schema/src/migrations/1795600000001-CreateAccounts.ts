import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who may run commands: users in groups, groups with roles, roles with permissions that bundles declare. */
export class CreateAccounts1795600000001 implements MigrationInterface {
  readonly name = 'CreateAccounts1795600000001';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(ACCOUNT);
    await queryRunner.query(GROUP);
    await queryRunner.query(ROLE);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      'DROP TABLE role_permission, account_group_role, role, account_group_member, account_group, account_token, account',
    );
  }
}

const ACCOUNT = `
  CREATE TABLE account (
    id             integer GENERATED ALWAYS AS IDENTITY,
    name           text NOT NULL,
    email          text,
    full_name      text,
    password_hash  text,
    mappings       jsonb NOT NULL DEFAULT '{}',
    created_at     timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT account_pk PRIMARY KEY (id),
    CONSTRAINT account_name_unique UNIQUE (name)
  );
  CREATE TABLE account_token (
    hash        bytea NOT NULL,
    account_id  integer NOT NULL,
    created_at  timestamptz NOT NULL DEFAULT now(),
    expires_at  timestamptz NOT NULL,
    CONSTRAINT account_token_pk PRIMARY KEY (hash),
    CONSTRAINT account_token_account_fk FOREIGN KEY (account_id) REFERENCES account (id) ON DELETE CASCADE
  )`;

const GROUP = `
  CREATE TABLE account_group (
    id          integer GENERATED ALWAYS AS IDENTITY,
    name        text NOT NULL,
    created_at  timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT account_group_pk PRIMARY KEY (id),
    CONSTRAINT account_group_name_unique UNIQUE (name)
  );
  CREATE TABLE account_group_member (
    group_id    integer NOT NULL,
    account_id  integer NOT NULL,
    CONSTRAINT account_group_member_pk PRIMARY KEY (group_id, account_id),
    CONSTRAINT account_group_member_group_fk FOREIGN KEY (group_id) REFERENCES account_group (id) ON DELETE CASCADE,
    CONSTRAINT account_group_member_account_fk FOREIGN KEY (account_id) REFERENCES account (id) ON DELETE CASCADE
  )`;

// A grant belongs to a pack, and goes with it; grants that no installed version declares any more are removed with the
// last version that did.
const ROLE = `
  CREATE TABLE role (
    id          integer GENERATED ALWAYS AS IDENTITY,
    name        text NOT NULL,
    created_at  timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT role_pk PRIMARY KEY (id),
    CONSTRAINT role_name_unique UNIQUE (name)
  );
  CREATE TABLE account_group_role (
    group_id  integer NOT NULL,
    role_id   integer NOT NULL,
    CONSTRAINT account_group_role_pk PRIMARY KEY (group_id, role_id),
    CONSTRAINT account_group_role_group_fk FOREIGN KEY (group_id) REFERENCES account_group (id) ON DELETE CASCADE,
    CONSTRAINT account_group_role_role_fk FOREIGN KEY (role_id) REFERENCES role (id) ON DELETE CASCADE
  );
  CREATE TABLE role_permission (
    role_id     integer NOT NULL,
    pack_id     integer NOT NULL,
    permission  text NOT NULL,
    CONSTRAINT role_permission_pk PRIMARY KEY (role_id, pack_id, permission),
    CONSTRAINT role_permission_role_fk FOREIGN KEY (role_id) REFERENCES role (id) ON DELETE CASCADE,
    CONSTRAINT role_permission_pack_fk FOREIGN KEY (pack_id) REFERENCES pack (id) ON DELETE CASCADE
  )`;
