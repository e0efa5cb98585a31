import { Body, Controller, Delete, Get, Param, Put, Req } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { NewTrustPolicy, TrustPolicyView } from '@packyard/contracts';
import { z } from 'zod';
import type { AuthorizedRequest } from '../../access/access.guard';
import { RequiresScope } from '../../access/requires-scope.decorator';
import { Accepts, Answers, AnswersError } from '../../http/docs/open-api';
import { parseRequest } from '../../http/errors/parameters-invalid';
import { presentPolicy } from './present-trust';
import { TrustPoliciesService } from './trust-policies.service';

const One = z.object({ data: TrustPolicyView });
const EXAMPLE = { applies_to: 'registry', pattern: 'https://packs.example.org/*', mode: 'require' };

/** Where signatures are asked for. */
@ApiTags('trust')
@Controller('api/v1/trust-policies')
export class TrustPoliciesController {
  constructor(private readonly policies: TrustPoliciesService) {}

  @Get()
  @RequiresScope('read')
  @Answers(200, z.object({ data: z.array(TrustPolicyView) }), 'The first one that fits counts; without one, it is off.')
  async list() {
    return { data: (await this.policies.list()).map(presentPolicy) };
  }

  @Put()
  @RequiresScope('admin')
  @Accepts(NewTrustPolicy, EXAMPLE)
  @Answers(200, One, 'In place of the one with the same pattern, if there was one.')
  @AnswersError(400, 'Fields are missing, unknown or ill-typed, all of them named.')
  @AnswersError(404, 'No such key is trusted.')
  async set(@Body() body: unknown, @Req() { caller }: AuthorizedRequest) {
    return { data: presentPolicy(await this.policies.set(parseRequest(NewTrustPolicy, body), caller.actor)) };
  }

  @Delete(':id')
  @RequiresScope('admin')
  @Answers(200, One, 'It counts no more.')
  @AnswersError(404, 'There is no such policy.')
  async remove(@Param('id') id: string, @Req() { caller }: AuthorizedRequest) {
    return { data: presentPolicy(await this.policies.remove(id, caller.actor)) };
  }
}
