import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { firstRowOf, rowsOf } from '../sql';
import { INSTALLED_COLUMNS, type InstalledVersion } from './pack.repository';

/** A pack as it is shown: its enabled version, or the last that was installed when none is, and the names of all. */
export interface ShownPack extends InstalledVersion {
  /** In the order in which they were installed. */
  versions: string[];
}

/** What a pack may be found by. */
export interface SearchedPack {
  packId: number;
  ref: string;
  label: string;
  description: string | null;
  tags: string[];
}

/** The list of installed packs. What versions hold is large, and is read only of those that are shown. */
@Injectable()
export class InstalledPageRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** So many packs, by name; those without versions are none. */
  async read(limit: number, offset: number): Promise<{ packs: ShownPack[]; total: number }> {
    const { manager } = this.dataSource;
    const [packs, counted] = await Promise.all([
      rowsOf<ShownPack>(manager, shown(`SELECT id FROM ${NOT_EMPTY} ORDER BY ref LIMIT $1 OFFSET $2`), [limit, offset]),
      firstRowOf<{ total: number }>(manager, `SELECT count(*)::integer AS total FROM ${NOT_EMPTY}`),
    ]);
    return { packs, total: counted?.total ?? 0 };
  }

  /** By name. */
  listSearched(): Promise<SearchedPack[]> {
    return rowsOf<SearchedPack>(this.dataSource.manager, SEARCHED);
  }

  /** By name; without those that are not installed any more. */
  listShown(packIds: readonly number[]): Promise<ShownPack[]> {
    return rowsOf<ShownPack>(this.dataSource.manager, shown('SELECT unnest($1::integer[])'), [packIds]);
  }

  /** Nothing when it is not installed. */
  find(ref: string): Promise<ShownPack | undefined> {
    return firstRowOf<ShownPack>(this.dataSource.manager, shown('SELECT id FROM pack WHERE ref = $1'), [ref]);
  }

  /** Another text after each change of which versions there are, which is enabled, and what is said of one. */
  async stateOfVersions(ref: string): Promise<string> {
    return (await firstRowOf<{ state: string }>(this.dataSource.manager, STATE, [ref]))?.state ?? '';
  }
}

const NOT_EMPTY = 'pack WHERE EXISTS (SELECT FROM pack_version WHERE pack_version.pack_id = pack.id)';
const WITH_SHOWN_VERSION = `pack CROSS JOIN LATERAL (SELECT * FROM pack_version each WHERE each.pack_id = pack.id
  ORDER BY (each.id = pack.enabled_version_id) IS TRUE DESC, each.id DESC LIMIT 1) version`;

// An array: the planner would take far more packs for granted than there are on a page.
const shown = (packIds: string) => `
  SELECT ${INSTALLED_COLUMNS},
    ARRAY(SELECT each.version FROM pack_version each WHERE each.pack_id = pack.id ORDER BY each.id) AS versions
  FROM ${WITH_SHOWN_VERSION} WHERE pack.id = ANY(ARRAY(${packIds})) ORDER BY pack.ref`;

const SEARCHED = `
  SELECT pack.id AS "packId", pack.ref, found.label, found.description, found.keywords AS tags FROM ${WITH_SHOWN_VERSION},
    jsonb_to_record(version.manifest) AS found (label text, description text, keywords jsonb) ORDER BY pack.ref`;

// Each write of a row gives it the number of its transaction; reading and locking do not.
const STATE = `
  SELECT md5(string_agg(concat_ws(' ', pack.enabled_version_id, version.id, version.xmin), ',' ORDER BY version.id)) AS state
  FROM pack JOIN pack_version version ON version.pack_id = pack.id WHERE pack.ref = $1`;
