import type { RuntimeName, Source } from '@packyard/contracts';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { rowsOf } from '../sql';

/** An enabled version, with what there is to know about where it came from and what it runs on. */
export interface EnabledVersion {
  ref: string;
  version: string;
  digest: string;
  source: Source;
  /** Nothing when the execution that fetched it is no longer kept. */
  gitCommit: string | null;
  checksum: string | null;
  environments: { runtime: RuntimeName; fingerprint: string; runtimeVersion: string | null }[];
}

/** What a lock is made of. */
@Injectable()
export class PackLockRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** By name; all of one moment. */
  enabled(): Promise<EnabledVersion[]> {
    return rowsOf<EnabledVersion>(
      this.dataSource.manager,
      `SELECT pack.ref, version.version, version.digest, version.source,
         fetched.download_result ->> 'gitCommit' AS "gitCommit", fetched.download_result ->> 'checksum' AS checksum,
         coalesce((SELECT jsonb_agg(jsonb_build_object('runtime', environment.runtime, 'fingerprint', environment.fingerprint,
             'runtimeVersion', environment.details ->> 'runtimeVersion') ORDER BY environment.runtime)
           FROM pack_version_environment link JOIN environment ON environment.id = link.environment_id
           WHERE link.pack_version_id = version.id), '[]') AS environments
       FROM pack JOIN pack_version version ON version.id = pack.enabled_version_id
       LEFT JOIN LATERAL (SELECT download_result FROM execution_pack
         WHERE execution_id = version.execution_id AND ref = pack.ref AND download_result ->> 'digest' = version.digest
         ORDER BY id LIMIT 1) fetched ON true
       ORDER BY pack.ref COLLATE "C"`,
    );
  }
}
