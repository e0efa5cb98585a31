import { Body, Controller, HttpCode, Post, Req } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { SyncView, SyncBody } from '@packyard/contracts';
import { z } from 'zod';
import type { AuthorizedRequest } from '../../access/access.guard';
import { RequiresScope } from '../../access/requires-scope.decorator';
import { Accepts, Answers, AnswersError } from '../../http/docs/open-api';
import { parseRequest } from '../../http/errors/parameters-invalid';
import { SyncService } from './sync.service';

/** What is wanted, and what differs from it. */
@ApiTags('packs')
@Controller('api/v1/sync')
@RequiresScope('install')
export class SyncController {
  constructor(private readonly service: SyncService) {}

  @Post()
  @HttpCode(202)
  @Accepts(SyncBody, { packs: { slack: '^1.2', email: 'https://host/pack-email.git#v1.0.0' }, prune: true })
  @Answers(202, z.object({ data: SyncView }), 'What differs, and the execution that makes it as it is wanted.')
  @AnswersError(400, 'A pack is wanted in a way that is neither a range nor a source.')
  async sync(@Body() body: unknown, @Req() { caller }: AuthorizedRequest) {
    const { actor: requestedBy, scope, limits } = caller;
    return { data: await this.service.run(parseRequest(SyncBody, body), { requestedBy, scope, limits }) };
  }
}
