import { type DynamicModule, Module } from '@nestjs/common';
import { ContainmentAnnouncement, stageProcessor } from '@packyard/pipeline';
import { Containment, ContainmentModule } from '@packyard/sandbox';
import { LocalPolicyModule } from '@packyard/store';
import { AtomicRegistration } from './closing/atomic-registration';
import { PacksBaseDirLink } from './packs-base-dir/packs-base-dir-link';
import { BrokenUpgradeUndo } from './closing/broken-upgrade-undo';
import { InstalledTests } from './installed-tests/installed-tests';
import { PackTests } from './pack-tests/pack-tests';
import { RegisterHandler } from './register.handler';
import type { RegistrarConfig } from './registrar.config';
import { RegistrationCandidates } from './registration-candidates';
import { TestStep } from './test-step';

@Module({})
export class RegistrarModule {
  static forRoot(config: RegistrarConfig): DynamicModule {
    return {
      module: RegistrarModule,
      imports: [LocalPolicyModule.forRoot(config), ContainmentModule.forRoot(config)],
      providers: [
        {
          provide: PackTests,
          inject: [Containment],
          useFactory: (containment: Containment) => new PackTests(containment, config.PACKYARD_TEST_NETWORK),
        },
        ContainmentAnnouncement,
        PacksBaseDirLink,
        RegistrationCandidates,
        TestStep,
        AtomicRegistration,
        BrokenUpgradeUndo,
        InstalledTests,
        RegisterHandler,
        stageProcessor('register', RegisterHandler),
      ],
    };
  }
}
