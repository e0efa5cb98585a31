import { Injectable } from '@nestjs/common';
import type { WantedPackView } from '@packyard/contracts';
import { DataSource, type EntityManager } from 'typeorm';
import { firstRowOf } from '../sql';

/** All that a node is to show, where actions run: of one generation. */
export interface WantedState {
  generation: number;
  /** By name. */
  packs: WantedPackView[];
}

/** What is enabled now, with what it consists of and runs on. */
@Injectable()
export class WantedStateRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** All of one moment: the one statement that reads it has one snapshot. */
  async read(manager: EntityManager = this.dataSource.manager): Promise<WantedState> {
    const row = await firstRowOf<WantedState>(
      manager,
      `SELECT (SELECT max(id) FROM generation) AS generation,
         coalesce((SELECT jsonb_agg(jsonb_build_object('ref', pack.ref, 'version', version.version,
             'digest', version.digest, 'storage_path', version.storage_path,
             'content', version.content, 'environments', coalesce(environments.all, '[]'))
             ORDER BY pack.ref COLLATE "C")
           FROM pack JOIN pack_version version ON version.id = pack.enabled_version_id
           LEFT JOIN LATERAL (SELECT jsonb_agg(jsonb_build_object('runtime', environment.runtime,
               'fingerprint', environment.fingerprint, 'path', environment.path,
               'platform', environment.platform,
               'content', environment.content) ORDER BY environment.runtime) AS all
             FROM pack_version_environment link JOIN environment ON environment.id = link.environment_id
             WHERE link.pack_version_id = version.id) environments ON true), '[]') AS packs`,
    );
    if (row === undefined) throw new Error('What is wanted was not answered');
    return row;
  }
}
