import 'reflect-metadata';
import { Inject, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { HomeConfig, LimitsConfig, NetworkConfig, readConfig, RegistryConfig } from '@packyard/config';
import { HttpClient, NetworkModule } from '@packyard/network';
import { RegistryRepository, TrustRepository } from '@packyard/schema';
import { LocalPolicy, LocalPolicyModule, SecretVault, StoreModule, VaultModule } from '@packyard/store';
import { temporaryFolder } from '@packyard/testing';
import { IndexReader } from './index-reader';
import { RegistryCatalog } from './registry-catalog';
import { RegistryModule } from './registry.module';

const home = temporaryFolder();
const schema = HomeConfig.extend(NetworkConfig.shape).extend(LimitsConfig.shape).extend(RegistryConfig.shape);
const config = readConfig(schema, { PACKYARD_HOME: home });

const shared = [SecretVault, LocalPolicy, HttpClient, IndexReader, RegistryCatalog];

/** As the apps do that the standalone process puts together. */
abstract class Stage {
  constructor(
    @Inject(SecretVault) readonly vault: SecretVault,
    @Inject(LocalPolicy) readonly localPolicy: LocalPolicy,
    @Inject(HttpClient) readonly http: HttpClient,
    @Inject(IndexReader) readonly reader: IndexReader,
    @Inject(RegistryCatalog) readonly catalog: RegistryCatalog,
  ) {}
}
class Download extends Stage {}
class Resolve extends Stage {}
const imports = () => [
  VaultModule.forRoot(config),
  LocalPolicyModule.forRoot(config),
  NetworkModule.forRoot(config),
  RegistryModule.forRoot(config),
];

@Module({})
class DownloadModule {}
@Module({})
class ResolveModule {}
@Module({})
class Database {}

@Module({
  imports: [
    StoreModule.forRoot(home),
    {
      module: Database,
      global: true,
      providers: [
        { provide: RegistryRepository, useValue: { list: () => Promise.resolve([]) } },
        { provide: TrustRepository, useValue: {} },
      ],
      exports: [RegistryRepository, TrustRepository],
    },
    { module: DownloadModule, imports: imports(), providers: [Download] },
    { module: ResolveModule, imports: imports(), providers: [Resolve] },
  ],
})
class Process {}

it('gives all apps of one process the same vault, policies and registries', async () => {
  const app = await NestFactory.createApplicationContext(Process, { logger: false });
  const [download, resolve] = [app.get(Download, { strict: false }), app.get(Resolve, { strict: false })];
  expect(Object.values(download).map((value) => (value as object).constructor)).toEqual(shared);
  expect(Object.values(resolve)).toEqual(Object.values(download));
  for (const [name, value] of Object.entries(resolve)) expect(value).toBe(download[name as keyof Stage]);
  await app.close();
});
