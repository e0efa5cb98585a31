import { Controller, HttpCode, Post, Req } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { RotationView } from '@packyard/contracts';
import { z } from 'zod';
import { Answers, AnswersError } from '../../http/docs/open-api';
import type { AuthorizedRequest } from '../access.guard';
import { RequiresScope } from '../requires-scope.decorator';
import { RotationService } from './rotation.service';

/** The key that seals credentials in the database. */
@ApiTags('secrets')
@Controller('api/v1/secrets')
export class SecretsController {
  constructor(private readonly rotations: RotationService) {}

  @Post('rotate')
  @HttpCode(200)
  @RequiresScope('admin')
  @Answers(200, z.object({ data: RotationView }), 'All is sealed with another key; the former one opens nothing.')
  @AnswersError(503, 'Another rotation is under way.')
  async rotate(@Req() { caller }: AuthorizedRequest) {
    return { data: await this.rotations.rotate(caller.actor) };
  }
}
