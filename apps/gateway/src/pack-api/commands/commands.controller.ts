import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { AuthorizeBody, AuthorizeView } from '@packyard/contracts';
import { z } from 'zod';
import { RequiresScope } from '../../access/requires-scope.decorator';
import { Accepts, Answers, AnswersError } from '../../http/docs/open-api';
import { parseRequest } from '../../http/errors/parameters-invalid';
import { Authorizer } from './authorizer';

@ApiTags('commands')
@Controller('api/v1/commands')
export class CommandsController {
  constructor(private readonly authorizer: Authorizer) {}

  @Post('authorize')
  @HttpCode(200)
  @RequiresScope('read')
  @Accepts(AuthorizeBody, { user: 'ada', command: 'date:date --utc' })
  @Answers(200, z.object({ data: AuthorizeView }), 'Whether the user may run it, and why, rule by rule.')
  @AnswersError(400, 'The command line is empty.')
  @AnswersError(404, 'There is no such user, or no enabled version has such a command.')
  async authorize(@Body() body: unknown) {
    const { user, command, version } = parseRequest(AuthorizeBody, body);
    return { data: await this.authorizer.explain(user, command, version) };
  }
}
