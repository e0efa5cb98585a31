import { Injectable } from '@nestjs/common';
import type { UnknownName } from '@packyard/contracts';
import { DataSource } from 'typeorm';
import { rowsOf } from '../sql';

// More than anybody has; whoever has more gets suggestions out of some of them.
const MOST = 20_000;

const NAMES: Readonly<Record<UnknownName['kind'], string>> = {
  pack: 'SELECT ref AS name FROM pack WHERE EXISTS (SELECT FROM pack_version version WHERE version.pack_id = pack.id)',
  user: 'SELECT name FROM account',
  group: 'SELECT name FROM account_group',
  role: 'SELECT name FROM role',
  action: `SELECT component.ref AS name FROM component JOIN pack ON pack.enabled_version_id = component.pack_version_id
    WHERE component.kind IN ('action', 'workflow')`,
};

/** All names of a kind. */
@Injectable()
export class NameSuggestionRepository {
  constructor(private readonly dataSource: DataSource) {}

  async list(kind: UnknownName['kind']): Promise<string[]> {
    const rows = await rowsOf<{ name: string }>(this.dataSource.manager, `${NAMES[kind]} LIMIT ${MOST}`);
    return rows.map(({ name }) => name);
  }
}
