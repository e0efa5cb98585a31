import { Module } from '@nestjs/common';
import { RegisterProcessor } from './register.processor';
import { RegisterService } from './register.service';
import { Registration } from './registration';
import { StagedContent } from './staged-content';

@Module({ providers: [StagedContent, Registration, RegisterService, RegisterProcessor] })
export class RegistrarModule {}
