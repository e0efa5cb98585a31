import { dirname } from 'node:path';
import { Injectable } from '@nestjs/common';
import {
  ExecutionPackRepository,
  ExecutionRepository,
  RetentionReasonRepository,
  type TableSize,
} from '@packyard/schema';
import { HomeLayout, HomeMeter, InterpreterCleaner, type UsedPath } from '@packyard/store';
import { VendoredSweeper } from '@packyard/versions';
import { DataSource } from 'typeorm';
import { MaintenancePolicy } from './maintenance-policy';

/** What keeps it alive, in words; nothing when it goes the next time. */
export type KeptPath = UsedPath & { keptBy: string[] };

export interface Inventory {
  home: string;
  bytes: number;
  files: number;
  areas: UsedPath[];
  items: KeptPath[];
  database: { bytes: number; tables: TableSize[] };
}

/** How much lies where, and what keeps it there. */
@Injectable()
export class HomeInventory {
  constructor(
    private readonly dataSource: DataSource,
    private readonly meter: HomeMeter,
    private readonly keepers: RetentionReasonRepository,
    private readonly executions: ExecutionRepository,
    private readonly executionPacks: ExecutionPackRepository,
    private readonly layout: HomeLayout,
    private readonly policy: MaintenancePolicy,
    private readonly vendored: VendoredSweeper,
    private readonly interpreters: InterpreterCleaner,
  ) {}

  async take(): Promise<Inventory> {
    const { bytes, files, areas, items } = await this.meter.measure();
    const keepers = await this.keepersByPath(items);
    const tables = await this.keepers.tables();
    return {
      home: this.layout.home,
      bytes,
      files,
      areas,
      items: items.map((item) => ({ ...item, keptBy: keepers.get(item.path) ?? [] })),
      database: { bytes: await this.keepers.databaseBytes(), tables },
    };
  }

  /** By paths relative to the home. */
  private async keepersByPath(items: readonly UsedPath[]): Promise<Map<string, string[]>> {
    const found = new Map<string, string[]>();
    const add = (path: string, by: string) => found.set(path, [...(found.get(path) ?? []), by]);
    for (const { path, by } of await this.keepers.content()) add(`store/packs/${path}`, by);
    for (const { path, by } of await this.keepers.environments()) add(`store/environments/${path}`, by);
    for (const { ref, version, digest } of await this.executionPacks.contentUnderWay(this.dataSource.manager)) {
      add(`store/packs/${this.layout.storagePath(ref, version, digest)}`, 'an execution that has not ended');
    }
    for (const [path, by] of await this.vendored.kept()) add(path, by);
    await this.addOthers(items, add);
    return found;
  }

  private async addOthers(items: readonly UsedPath[], add: (path: string, by: string) => void): Promise<void> {
    const staged = items.filter(({ path }) => dirname(path) === 'staging').map(({ path }) => path.slice(8));
    const ended = new Set(await this.executions.endedAmong(staged.map(Number).filter(Number.isInteger)));
    for (const name of staged) if (!ended.has(Number(name))) add(`staging/${name}`, `execution ${name}`);
    const unused = await this.interpreters.unused(this.policy.versions.unusedEnvironmentHours);
    const { days, maxBytes } = this.policy.cache;
    for (const { path } of items) {
      if (dirname(path) === 'packs') add(path, 'the enabled version');
      if (dirname(path) === 'cache') add(path, `what was read in the last ${days} days, up to ${maxBytes} bytes`);
      if (dirname(path) === 'tools' && !unused.includes(path)) add(path, 'what is built with it, or was a while ago');
      if (dirname(path) === 'uploads') add(path, `a request that began in the last ${this.policy.uploadHours} hours`);
    }
  }
}
