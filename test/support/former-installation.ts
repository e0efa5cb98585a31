import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { TestDatabase } from '@packyard/testing';
import { extract } from 'tar';
import type { TestFixture } from './test-fixture';

/**
 * What a former commit left behind when it was stopped, and what it had answered: `bench/upgrade/run.mjs --fixture` writes it.
 * It has no environment of Python, which is of one machine.
 */
const FILE = resolve(__dirname, '../fixtures/installation-bca1673.tgz');

export interface FormerInstallation {
  /** Of a token that opens, and of one that was revoked. */
  tokens: { kept: string; revoked: string };
  /** By path. */
  answers: Record<string, object>;
  database: TestDatabase;
}

interface About extends Pick<FormerInstallation, 'tokens' | 'answers'> {
  /** Where everything was. */
  folder: string;
  /** The server of the registry. */
  origin: string;
}

/** Puts it into the fixture's home and a database of its own, as if it had always been there. */
export async function restoreFormer(fixture: TestFixture, origin: string): Promise<FormerInstallation> {
  // Links between folders of the home are kept as they are.
  await extract({ file: FILE, cwd: fixture.folder, preservePaths: true, strict: true });
  const named = (file: string) => readFileSync(fixture.path(file), 'utf8');
  const { folder, origin: formerOrigin } = JSON.parse(named('about.json')) as About;
  const here = (text: string) => text.replaceAll(folder, fixture.folder).replaceAll(formerOrigin, origin);
  const { tokens, answers } = JSON.parse(here(named('about.json'))) as About;
  const database = await fixture.anotherDatabase();
  // Those of today go; the queues have a schema of their own.
  await database.query('DROP SCHEMA IF EXISTS bullmq CASCADE; DROP SCHEMA public CASCADE; CREATE SCHEMA public');
  await database.query(`SET check_function_bodies = false; ${here(named('database.sql'))}`);
  return { tokens, answers, database };
}
