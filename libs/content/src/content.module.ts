import { type DynamicModule, Module } from '@nestjs/common';
import { EnvironmentStore, HomeLayout, PackStore, StagingArea } from '@packyard/store';
import { ContentStore } from './content-store';
import { HomeContent } from './home-content';
import { type ContentSettings, openContentStore } from './open-content-store';

@Module({})
export class ContentModule {
  static forRoot(config: ContentSettings): DynamicModule {
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
      ],
      exports: [ContentStore, HomeContent],
    };
  }
}

type HomeParts = [ContentStore, HomeLayout, StagingArea, EnvironmentStore, PackStore];
