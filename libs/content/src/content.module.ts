import { type DynamicModule, Module, type Type } from '@nestjs/common';
import { EnvironmentStore, LockfileStore, HomeLayout, PackStore, StagingArea, VendoredStore } from '@packyard/store';
import { ContentStore } from './content-store';
import { UploadedFiles } from './uploaded-files';
import { HomeContent } from './home-content';
import type { NamedContentDigests } from './names/named-content-digests';
import { ReplicatedLockfiles } from './names/replicated-lockfiles';
import { NamedFolders } from './names/named-folders';
import { ReplicatedVendored } from './names/replicated-vendored';
import { type ContentSettings, openContentStore } from './open-content-store';

@Module({})
export class ContentModule {
  static forRoot(config: ContentSettings, names: Type<NamedContentDigests>): DynamicModule {
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
          provide: HomeContent,
          inject: [ContentStore, HomeLayout, StagingArea, EnvironmentStore, PackStore],
          useFactory: (...[content, layout, staging, environments, packs]: HomeParts) =>
            new HomeContent(content, layout, { staging, environments, packs }),
        },
        made(NamedFolders, [ContentStore, names]),
        made(ReplicatedLockfiles, [LockfileStore, NamedFolders, HomeLayout]),
        made(ReplicatedVendored, [VendoredStore, NamedFolders]),
        made(UploadedFiles, [ContentStore, HomeContent, HomeLayout]),
      ],
      exports: [ContentStore, HomeContent, ReplicatedLockfiles, ReplicatedVendored, UploadedFiles],
    };
  }
}

type HomeParts = [ContentStore, HomeLayout, StagingArea, EnvironmentStore, PackStore];
type Token = Type | (abstract new (...parts: never[]) => unknown);

/** By its constructor, with what that takes in the same order. */
function made<Made>(provide: new (...parts: never[]) => Made, inject: Token[]) {
  return { provide, inject, useFactory: (...parts: never[]) => new provide(...parts) };
}
