import { Body, Controller, Get, HttpCode, Post, Put, Req } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ResumeBody, RolloutPolicy, RolloutView } from '@packyard/contracts';
import { z } from 'zod';
import type { AuthorizedRequest } from '../../../access/access.guard';
import { RequiresScope } from '../../../access/requires-scope.decorator';
import { Accepts, Answers, AnswersError } from '../../../http/docs/open-api';
import { parseRequest } from '../../../http/errors/parameters-invalid';
import { RolloutsService } from './rollouts.service';

const One = z.object({ data: RolloutView });
const EXAMPLE = { steps: ['1', '10%', '50%'], max_failures: '0', step_seconds: 600 };

/** How generations go out to the machines that run actions. */
@ApiTags('nodes')
@Controller('api/v1/rollout')
export class RolloutController {
  constructor(private readonly rollouts: RolloutsService) {}

  @Get()
  @RequiresScope('read')
  @Answers(200, One, 'Where it is, and why.')
  async show() {
    return { data: await this.rollouts.show() };
  }

  @Put('policy')
  @RequiresScope('admin')
  @Accepts(RolloutPolicy, EXAMPLE)
  @Answers(200, One, 'It holds from the next generation on; without steps, all nodes are told at once.')
  @AnswersError(400, 'Fields are missing, unknown or ill-typed, all of them named.')
  async setPolicy(@Body() body: unknown, @Req() { caller }: AuthorizedRequest) {
    return { data: await this.rollouts.setPolicy(parseRequest(RolloutPolicy, body), caller.actor) };
  }

  /** One that does not run is left as it is. */
  @Post('stop')
  @HttpCode(200)
  @RequiresScope('install')
  @Answers(200, One, 'Nodes that it has not reached stay with what they have.')
  async stop(@Req() { caller }: AuthorizedRequest) {
    return { data: await this.rollouts.stop(caller.actor) };
  }

  /** One that was not stopped is left as it is, unless all are to be reached. */
  @Post('resume')
  @HttpCode(200)
  @RequiresScope('install')
  @Accepts(ResumeBody, { all: false })
  @Answers(200, One, 'It goes on, without the nodes whose failures stopped it.')
  @AnswersError(400, 'Fields are missing, unknown or ill-typed, all of them named.')
  async resume(@Body() body: unknown, @Req() { caller }: AuthorizedRequest) {
    return { data: await this.rollouts.resume(parseRequest(ResumeBody, body ?? {}), caller.actor) };
  }
}
