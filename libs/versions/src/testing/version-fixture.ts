import 'reflect-metadata';
import { readdirSync, writeFileSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { type INestApplicationContext, Module, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { PlatformConfig } from '@packyard/config';
import { ExecutionId } from '@packyard/contracts';
import { BUNDLE_FILE, digestTree, readPack } from '@packyard/pack';
import { SchemaModule, Transactions } from '@packyard/schema';
import { GarbageCollection, HomeLayout, StoreModule } from '@packyard/store';
import { createTestDatabase, temporaryFolder, type TestDatabase } from '@packyard/testing';

import { InstalledVersions } from '../installed-versions';
import { type StoreCleaned, StoreCleaner } from '../maintenance/store-cleaner';
import type { RegistrationRequest } from '../decide-registration';
import { type RecordRegistration, VersionRegistration } from '../version-registration';
import { VersionsModule } from '../versions.module';

interface Writable {
  writeTo(folder: string): string;
}

interface InstallOptions {
  enable?: boolean;
  force?: boolean;
  /** As by force, unless it is false. */
  mayBreakDependants?: boolean;
  underWay?: string[];
  executionId?: number;
  environments?: RegistrationRequest['environments'];
  keptRuntimes?: RegistrationRequest['keptRuntimes'];
  /** Before it is enabled and committed. */
  record?: RecordRegistration;
}

/** A bundle that may be installed as a pack is. */
export function aBundle(
  name: string,
  version = '1.0.0',
  { format = 1, description = 'd' }: { format?: number; description?: string } = {},
): Writable {
  const text = `gort_bundle_version: ${format}\nname: ${name}\nversion: ${version}\ndescription: ${description}\ncommands: {}\n`;
  return {
    writeTo: (folder) => {
      writeFileSync(join(folder, BUNDLE_FILE), text);
      return folder;
    },
  };
}

/** The services on a database and a home of their own. */
export class VersionFixture {
  private readonly folder = temporaryFolder();
  private home!: string;
  database!: TestDatabase;
  private app!: INestApplicationContext;

  constructor(private readonly environment: Record<string, string> = {}) {
    beforeEach(async () => {
      this.home = await mkdtemp(join(this.folder, 'home-'));
      this.database = await createTestDatabase();
      this.app = await this.open(this.environment);
    });
    afterEach(async () => {
      await this.app.close();
      await this.database.drop();
    });
  }

  get<Service>(service: Type<Service>): Service {
    return this.app.get(service);
  }

  /** As a server with another configuration sees it. */
  async restart(environment: Record<string, string>): Promise<void> {
    await this.app.close();
    this.app = await this.open(environment);
  }

  /** As the pipeline does it in its last stage. */
  async install(pack: Writable, options: InstallOptions = {}): Promise<void> {
    const layout = this.get(HomeLayout);
    const folder = pack.writeTo(await mkdtemp(join(this.home, 'staged-')));
    const parsed = await readPack(folder);
    const digest = await digestTree(folder);
    const { ref, version } = parsed.manifest;
    const files = { folder, digest, storagePath: layout.storagePath(ref, version, digest) };
    await this.get(Transactions).run((unit) =>
      this.get(VersionRegistration).register(
        unit,
        {
          parsed,
          files,
          environments: options.environments ?? [],
          keptRuntimes: options.keptRuntimes ?? [],
          source: { kind: 'request' },
          actor: { kind: 'user', id: 1, name: 'ada' },
          mayOverwrite: options.force === true,
          mayBreakDependants: options.mayBreakDependants ?? true,
          underWay: () => Promise.resolve(options.underWay ?? []),
          executionId: options.executionId === undefined ? undefined : ExecutionId.parse(options.executionId),
          enable: options.enable,
        },
        options.record,
      ),
    );
  }

  /** `slack 1.0.0 Disabled`, one for each installed version. */
  async versions(ref?: string): Promise<string[]> {
    return (await this.get(InstalledVersions).list(ref)).map((one) => `${one.ref} ${one.version} ${one.status}`);
  }

  /** As the maintenance does it, without waiting for what may be used again soon. */
  tidy(generations: number): Promise<StoreCleaned> {
    const collection = new GarbageCollection(false);
    return this.get(StoreCleaner).clean({ generations, unusedEnvironmentHours: 0 }, collection);
  }

  /** Names of the packs that readers find. */
  links(): string[] {
    return readdirSync(this.get(HomeLayout).enabledPacksFolder).sort();
  }

  get trash(): string {
    return this.get(HomeLayout).trash;
  }

  private open(environment: Record<string, string>): Promise<INestApplicationContext> {
    const imports = [
      SchemaModule.forRoot(this.database.url),
      StoreModule.forRoot(this.home),
      VersionsModule.forRoot(PlatformConfig.parse(environment)),
    ];
    return NestFactory.createApplicationContext({ module: Bench, imports }, { logger: false, abortOnError: false });
  }
}

@Module({})
class Bench {}
