import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { firstRowOf, rowsOf } from '../sql';

/** An action of an enabled pack version. */
export interface InstalledAction {
  id: number;
  packId: number;
  packRef: string;
  ref: string;
  name: string;
  label: string | null;
  description: string | null;
  file: string;
  definition: Record<string, unknown>;
  installedAt: Date;
}

interface ActionFilter {
  packs: readonly string[];
  text: string;
  except: readonly string[];
  limit: number;
  offset: number;
}

const FROM = `FROM component JOIN pack ON pack.enabled_version_id = component.pack_version_id
  JOIN pack_version version ON version.id = pack.enabled_version_id WHERE component.kind = 'action'`;
const COLUMNS = `component.id, pack.id AS "packId", pack.ref AS "packRef", component.ref, component.name, component.label,
  component.description, component.file, component.definition, version.installed_at AS "installedAt"`;
const MATCHES = `AND (cardinality($1::text[]) = 0 OR pack.ref = ANY($1)) AND component.ref <> ALL($2::text[])
  AND position(lower($3) IN lower(concat_ws(' ', component.ref, component.label, component.description))) > 0`;

@Injectable()
export class ActionRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** By name, with the number of all that match. */
  async list({ packs, text, except, limit, offset }: ActionFilter): Promise<[InstalledAction[], number]> {
    const { manager } = this.dataSource;
    const filter = [packs, except, text];
    const sql = `SELECT ${COLUMNS} ${FROM} ${MATCHES} ORDER BY component.ref LIMIT $4 OFFSET $5`;
    const rows = await rowsOf<InstalledAction>(manager, sql, [...filter, limit, offset]);
    const counted = await firstRowOf<{ count: number }>(manager, `SELECT count(*)::integer ${FROM} ${MATCHES}`, filter);
    return [rows, counted?.count ?? 0];
  }

  find(ref: string): Promise<InstalledAction | undefined> {
    return firstRowOf<InstalledAction>(this.dataSource.manager, `SELECT ${COLUMNS} ${FROM} AND component.ref = $1`, [
      ref,
    ]);
  }
}
