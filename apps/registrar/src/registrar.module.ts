import { type DynamicModule, Module } from '@nestjs/common';
import { LocalPolicyModule } from '@packyard/store';
import { BaseFolder } from './base-folder';
import { InstalledTests } from './installed-tests';
import { PackTests } from './pack-tests/pack-tests';
import { RegisterPackService } from './register-pack.service';
import { RegisterProcessor } from './register.processor';
import { RegisterService } from './register.service';
import type { RegistrarConfig } from './registrar.config';
import { Registration } from './registration';
import { StagedContent } from './staged-content';
import { SubjectReader } from './subject-reader';
import { TestStep } from './test-step';

@Module({})
export class RegistrarModule {
  static forRoot(config: RegistrarConfig): DynamicModule {
    return {
      module: RegistrarModule,
      imports: [LocalPolicyModule.forRoot(config)],
      providers: [
        { provide: PackTests, useValue: new PackTests() },
        BaseFolder,
        InstalledTests,
        StagedContent,
        SubjectReader,
        RegisterPackService,
        TestStep,
        Registration,
        RegisterService,
        RegisterProcessor,
      ],
    };
  }
}
