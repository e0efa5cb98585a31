import { Body, Controller, Get, HttpCode, Param, Post, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ExecutionView, InstallPacksParameters, PARAMETERS, PlanView } from '@packyard/contracts';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import type { AuthorizedRequest } from '../../access/access.guard';
import { HeedsLimits, onlyOwnOf } from '../../access/limited-tokens';
import { RequiresScope } from '../../access/requires-scope.decorator';
import { Accepts, Answers, AnswersError } from '../../http/docs/open-api';
import { parseRequest } from '../../http/errors/parameters-invalid';
import { PlansService } from './plans.service';

const PlanBody = InstallPacksParameters.omit({ dry_run: true, base_generation: true });
const ApplyBody = z.strictObject({ index_credentials: PARAMETERS.index_credentials });
const One = z.object({ data: ExecutionView });
const NONE = 'There is no such plan.';

/** What an install would do, before it does it. */
@ApiTags('plans')
@Controller('api/v1/plans')
export class PlansController {
  constructor(private readonly plans: PlansService) {}

  @Post()
  @RequiresScope('install')
  @HeedsLimits()
  @Accepts(PlanBody, { packs: ['slack@^1'] })
  @Answers(201, One, 'The plan is being made by an execution; when that has ended, it is there under its id.')
  @AnswersError(400, 'Parameters are unknown or ill-typed, all of them named.')
  async make(
    @Body() body: unknown,
    @Req() { caller }: AuthorizedRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const { actor: requestedBy, scope, limits } = caller;
    const execution = await this.plans.make(parseRequest(PlanBody, body), { requestedBy, scope, limits });
    void reply.header('location', `/api/v1/plans/${execution.id}`);
    return { data: execution };
  }

  @Get(':id')
  @RequiresScope('read')
  @Answers(200, z.object({ data: PlanView }), 'What would be done, pack by pack.')
  @AnswersError(404, NONE)
  @AnswersError(503, 'It is still being made.')
  async show(@Param('id') id: string, @Req() { caller }: AuthorizedRequest) {
    return { data: await this.plans.view(id, onlyOwnOf(caller)) };
  }

  @Post(':id/apply')
  @HttpCode(201)
  @RequiresScope('install')
  @HeedsLimits()
  @Accepts(ApplyBody, {})
  @Answers(201, One, 'An execution installs exactly what the plan says, all of it or nothing.')
  @AnswersError(404, NONE)
  @AnswersError(409, 'Something has moved since, or not all of its packs can be installed.')
  @AnswersError(503, 'It is still being made.')
  async apply(@Param('id') id: string, @Body() body: unknown, @Req() { caller }: AuthorizedRequest) {
    const { actor: requestedBy, scope, limits } = caller;
    const { index_credentials: credentials } = parseRequest(ApplyBody, body ?? {});
    return { data: await this.plans.apply(id, { requestedBy, scope, limits, credentials, own: onlyOwnOf(caller) }) };
  }
}
