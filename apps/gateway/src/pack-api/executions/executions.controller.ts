import { Controller, Get, Param, Query, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  ACTIONS,
  EXECUTION_STATUSES,
  ExecutionLogs,
  ExecutionOutput,
  ExecutionStats,
  ExecutionSummary,
  ExecutionView,
  hasEnded,
  Pagination,
} from '@packyard/contracts';
import { MOST_SEARCHED } from '@packyard/schema';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import type { AuthorizedRequest } from '../../access/access.guard';
import { onlyOwnOf } from '../../access/limited-tokens';
import { Needs } from '../../access/needs.decorator';
import { closedWith } from '../../http/closed-with';
import { pageOf } from '../../http/envelope';
import { AcceptsQuery, Answers, AnswersError } from '../../http/docs/open-api';
import { parseRequest } from '../../http/errors/parameters-invalid';
import { written } from '../../http/page-query';
import { FollowerLimiter } from '../events/follower-limiter';
import { ExecutionWaiter } from './execution-waiter';
import { ExecutionReader } from './execution-reader';

const MOST_ON_A_PAGE = 100;
const nobodys = z.string().max(200).optional().describe('Nothing here has one: given, it matches no execution.');
const flag = z.enum(['true', 'false']).optional();
const ListQuery = z.object({
  status: z.enum(EXECUTION_STATUSES).optional(),
  action_ref: z.string().max(200).optional().describe('An action, or all of a pack as in `core.*`.'),
  pack_name: z.string().max(200).optional(),
  result_contains: z
    .string()
    .max(200)
    .optional()
    .describe(`Looked for in the results of the newest ${MOST_SEARCHED.toLocaleString('en')} that match otherwise.`),
  parent: nobodys,
  rule_ref: nobodys,
  trigger_ref: nobodys,
  enforcement: nobodys,
  executor: nobodys,
  top_level_only: flag.describe('All are: nothing here starts other executions.'),
  include_total: flag.describe('The total is always there.'),
  page: z.coerce.number().int().min(1).max(1_000_000).default(1),
  per_page: z.coerce.number().int().min(1).max(1_000_000).default(20).describe('At most 100 are answered.'),
});
const LONGEST_WAIT_SECONDS = 60;
const OneQuery = z.object({
  wait: written(z.coerce.number().min(0).max(LONGEST_WAIT_SECONDS))
    .default(0)
    .describe('Seconds to wait for the end of the execution before it is answered as it is then.'),
  include_secret_values: flag.describe('None are kept.'),
  execution_id: z.string().optional().describe('Of `/executions/stream`, which Attune has and we have not.'),
});
const OutputQuery = z.object({
  pack: z.string().max(200).optional().describe('Only what was done for the pack with this ref.'),
});
const One = z.object({ data: ExecutionView });
const Many = z.object({ items: z.array(ExecutionSummary), data: z.array(ExecutionSummary), pagination: Pagination });
const NONE = 'There is no such execution.';

@ApiTags('executions')
@Controller('api/v1/executions')
@Needs('read')
export class ExecutionsController {
  constructor(
    private readonly reader: ExecutionReader,
    private readonly waiter: ExecutionWaiter,
    private readonly limiter: FollowerLimiter,
  ) {}

  @Get()
  @AcceptsQuery(ListQuery)
  @Answers(200, Many, 'Newest first.')
  async list(@Query() query: unknown, @Req() { caller }: AuthorizedRequest) {
    const { page, per_page: askedSize, ...asked } = parseRequest(ListQuery, query);
    const pageSize = Math.min(askedSize, MOST_ON_A_PAGE);
    const { parent, rule_ref, trigger_ref, enforcement, executor } = asked;
    const isAboutOthers = [parent, rule_ref, trigger_ref, enforcement, executor].some((given) => given !== undefined);
    const [items, total] = await this.reader.list({
      limit: pageSize,
      offset: (page - 1) * pageSize,
      actions: isAboutOthers ? [] : actionsLike(asked.action_ref, asked.pack_name),
      status: asked.status,
      resultContains: asked.result_contains,
      requester: onlyOwnOf(caller),
    });
    return pageOf(items, total, { page, pageSize });
  }

  @Get('stats')
  @Answers(
    200,
    z.object({ data: ExecutionStats }),
    'How many there are of each status, of those that the caller may see.',
  )
  async stats(@Req() { caller }: AuthorizedRequest) {
    return { data: await this.reader.stats(onlyOwnOf(caller)) };
  }

  @Get(':id')
  @AcceptsQuery(OneQuery)
  @Answers(200, One, 'The execution with every pack on its way.')
  @AnswersError(404, NONE)
  @AnswersError(429, 'Too many requests of this token, person or user wait.')
  async show(
    @Param('id') id: string,
    @Query() query: unknown,
    @Req() request: AuthorizedRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const { wait } = parseRequest(OneQuery, query);
    const found = await this.reader.find(id, onlyOwnOf(request.caller));
    if (wait === 0 || hasEnded(found.status)) return { data: await this.reader.view(found) };
    const release = this.limiter.acquire(request.caller.actor);
    await this.waiter.hasEnded(found.id, wait * 1000, closedWith(reply.raw).signal).finally(release);
    // The token may have been revoked meanwhile.
    const caller = await request.authorizeAgain();
    return { data: await this.reader.view(await this.reader.find(id, onlyOwnOf(caller))) };
  }

  @Get(':id/logs')
  @Answers(200, z.object({ data: ExecutionLogs }), 'What happened, a line for each event, oldest first.')
  @AnswersError(404, NONE)
  async logs(@Param('id') id: string, @Req() { caller }: AuthorizedRequest) {
    return { data: await this.reader.logs(await this.reader.find(id, onlyOwnOf(caller))) };
  }

  @Get(':id/output')
  @AcceptsQuery(OutputQuery)
  @Answers(
    200,
    z.object({ data: ExecutionOutput }),
    'What the tools printed that built environments, also while they run.',
  )
  @AnswersError(404, NONE)
  async output(@Param('id') id: string, @Query() query: unknown, @Req() { caller }: AuthorizedRequest) {
    const { pack } = parseRequest(OutputQuery, query);
    return { data: await this.reader.output(await this.reader.find(id, onlyOwnOf(caller)), pack) };
  }
}

/** All kinds when none is given. */
function actionsLike(ref: string | undefined, pack: string | undefined): string[] | undefined {
  if (ref === undefined && pack === undefined) return undefined;
  return ACTIONS.filter(
    (action) =>
      (ref === undefined || action === ref || (ref.endsWith('.*') && action.startsWith(ref.slice(0, -1)))) &&
      (pack === undefined || action.startsWith(`${pack}.`)),
  );
}
