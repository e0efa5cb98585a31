import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { rowsOf } from '../sql';
import type { Need } from './dependant.repository';

/** One installed pack by the version that stands for it. */
export interface InstalledPack {
  ref: string;
  version: string;
  label: string | null;
  isEnabled: boolean;
  /** A request when one of its installed versions was asked for; nothing when those executions are no longer kept. */
  origin: 'request' | 'dependency' | null;
}

/** Who needs whom, among all that is installed. */
@Injectable()
export class GraphRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** By name. */
  packs(): Promise<InstalledPack[]> {
    return rowsOf<InstalledPack>(
      this.dataSource.manager,
      `SELECT pack.ref, version.version, version.manifest ->> 'label' AS label,
         (pack.enabled_version_id IS NOT DISTINCT FROM version.id) AS "isEnabled",
         (SELECT max(way.origin) FROM pack_version installed
          JOIN execution_pack way ON way.execution_id = installed.execution_id AND way.ref = pack.ref
          WHERE installed.pack_id = pack.id) AS origin
       FROM ${SHOWN} ORDER BY pack.ref`,
    );
  }

  /** What the version of each pack that stands for it needs. */
  needs(): Promise<Need[]> {
    return rowsOf<Need>(
      this.dataSource.manager,
      `SELECT pack.ref AS dependant, version.version AS "dependantVersion", dependency.ref, dependency.range
       FROM ${SHOWN} JOIN pack_version_dependency dependency ON dependency.pack_version_id = version.id
       ORDER BY pack.ref, dependency.ref, dependency.range`,
    );
  }
}

/** The enabled version, or the one that was installed last. */
const SHOWN = `pack JOIN pack_version version ON version.id = coalesce(pack.enabled_version_id,
  (SELECT max(one.id) FROM pack_version one WHERE one.pack_id = pack.id))`;
