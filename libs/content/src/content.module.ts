import { type DynamicModule, Module, type Type } from '@nestjs/common';
import { EnvironmentStore, LockfileStore, HomeLayout, PackStore, StagingArea, VendoredStore } from '@packyard/store';
import { ContentStore } from './content-store';
import { UploadedFiles } from './uploaded-files';
import { HomeReplica } from './home-replica';
import type { ContentNames } from './names/content-names';
import { ReplicatedLockfiles } from './names/replicated-lockfiles';
import { ContentByName } from './names/content-by-name';
import { ReplicatedVendored } from './names/replicated-vendored';
import { type ContentSettings, openContentStore } from './open-content-store';

@Module({})
export class ContentModule {
  static forRoot(config: ContentSettings, names: Type<ContentNames>): DynamicModule {
    return {
      module: ContentModule,
      global: true,
      providers: [
        {
          provide: ContentStore,
          inject: [HomeLayout],
          useFactory: ({ incoming }: HomeLayout) => openContentStore(config, incoming),
        },
        {
          provide: HomeReplica,
          inject: [ContentStore, HomeLayout, StagingArea, EnvironmentStore, PackStore],
          useFactory: (...[content, layout, staging, environments, packs]: HomeParts) =>
            new HomeReplica(content, layout, { staging, environments, packs }),
        },
        made(ContentByName, [ContentStore, names]),
        made(ReplicatedLockfiles, [LockfileStore, ContentByName, HomeLayout]),
        made(ReplicatedVendored, [VendoredStore, ContentByName]),
        made(UploadedFiles, [ContentStore, HomeReplica, HomeLayout]),
      ],
      exports: [ContentStore, HomeReplica, ReplicatedLockfiles, ReplicatedVendored, UploadedFiles],
    };
  }
}

type HomeParts = [ContentStore, HomeLayout, StagingArea, EnvironmentStore, PackStore];
type Token = Type | (abstract new (...parts: never[]) => unknown);

/** By its constructor, with what that takes in the same order. */
function made<Made>(provide: new (...parts: never[]) => Made, inject: Token[]) {
  return { provide, inject, useFactory: (...parts: never[]) => new provide(...parts) };
}
