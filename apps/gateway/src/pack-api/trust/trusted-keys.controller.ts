import { Body, Controller, Delete, Get, Param, Post, Req } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { NewTrustedKey, TrustedKeyView } from '@packyard/contracts';
import { z } from 'zod';
import type { AuthorizedRequest } from '../../access/access.guard';
import { RequiresScope } from '../../access/requires-scope.decorator';
import { Accepts, Answers, AnswersError } from '../../http/docs/open-api';
import { parseRequest } from '../../http/errors/parameters-invalid';
import { presentKey } from './present-trust';
import { TrustedKeysService } from './trusted-keys.service';

const One = z.object({ data: TrustedKeyView });
const EXAMPLE = { name: 'Ada', public_key: 'RWS7zI2OcA8NwvqsgBFhRmaSQLotKfeIiV3BIYdJAzq0r8TsCjdAPPJ3' };

/** Keys whose signatures count. */
@ApiTags('trust')
@Controller('api/v1/trusted-keys')
export class TrustedKeysController {
  constructor(private readonly keys: TrustedKeysService) {}

  @Get()
  @RequiresScope('read')
  @Answers(
    200,
    z.object({ data: z.array(TrustedKeyView) }),
    'In the order in which they were added, removed ones included.',
  )
  async list() {
    return { data: (await this.keys.list()).map(presentKey) };
  }

  @Post()
  @RequiresScope('admin')
  @Accepts(NewTrustedKey, EXAMPLE)
  @Answers(201, One, 'What it signs is trusted from now on.')
  @AnswersError(400, 'Fields are missing, unknown or ill-typed, all of them named.')
  @AnswersError(409, 'There is such a key already, or it was removed before.')
  @AnswersError(422, 'It is no public key of minisign, or the endorsement is not by a trusted key.')
  async add(@Body() body: unknown, @Req() { caller }: AuthorizedRequest) {
    return { data: presentKey(await this.keys.add(parseRequest(NewTrustedKey, body), caller.actor)) };
  }

  @Delete(':id')
  @RequiresScope('admin')
  @Answers(200, One, 'What it signed is trusted no more; what is installed stays.')
  @AnswersError(404, 'No such key is trusted.')
  async remove(@Param('id') id: string, @Req() { caller }: AuthorizedRequest) {
    return { data: presentKey(await this.keys.remove(id, caller.actor)) };
  }
}
