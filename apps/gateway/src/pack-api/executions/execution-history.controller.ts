import { Controller, Get, Param, Query, Req } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  ACTIONS,
  EXECUTION_STATUSES,
  ExecutionLogs,
  ExecutionOutput,
  ExecutionStats,
  ExecutionSummary,
  Pagination,
} from '@packyard/contracts';
import { MAX_SEARCHED } from '@packyard/schema';
import { z } from 'zod';
import type { AuthorizedRequest } from '../../access/access.guard';
import { onlyOwnOf } from '../../access/limited-tokens';
import { RequiresScope } from '../../access/requires-scope.decorator';
import { pageOf } from '../../http/envelope';
import { AcceptsQuery, Answers, AnswersError } from '../../http/docs/open-api';
import { parseRequest } from '../../http/errors/parameters-invalid';
import { ExecutionHistory } from './execution-history';
import { ExecutionViews } from './execution-views';

const MAX_PAGE_SIZE = 100;
const nobodys = z.string().max(200).optional().describe('Nothing here has one: given, it matches no execution.');
// Refused when it could match none anywhere: whoever misspells it is not to read that there are none.
const nobodysNumber = z.coerce
  .number()
  .int()
  .min(1)
  .optional()
  .describe(nobodys.description ?? '');
const flag = z.enum(['true', 'false']).optional();
const ListQuery = z.object({
  status: z.enum(EXECUTION_STATUSES).optional(),
  action_ref: z.string().max(200).optional().describe('An action, or all of a pack as in `core.*`.'),
  pack_name: z.string().max(200).optional(),
  result_contains: z
    .string()
    .max(200)
    .optional()
    .describe(`Looked for in the results of the newest ${MAX_SEARCHED.toLocaleString('en')} that match otherwise.`),
  parent: nobodysNumber,
  rule_ref: nobodys,
  trigger_ref: nobodys,
  enforcement: nobodysNumber,
  executor: nobodysNumber,
  top_level_only: flag.describe('All are: nothing here starts other executions.'),
  include_total: flag.describe('The total is always there.'),
  page: z.coerce.number().int().min(1).max(1_000_000).default(1),
  per_page: z.coerce.number().int().min(1).max(1_000_000).default(20).describe('At most 100 are answered.'),
});
const OutputQuery = z.object({
  pack: z.string().max(200).optional().describe('Only what was done for the pack with this ref.'),
});
const Many = z.object({ items: z.array(ExecutionSummary), data: z.array(ExecutionSummary), pagination: Pagination });
const NONE = 'There is no such execution.';

/** What has been executed, and what happened in it. */
@ApiTags('executions')
@Controller('api/v1/executions')
@RequiresScope('read')
export class ExecutionHistoryController {
  constructor(
    private readonly executionViews: ExecutionViews,
    private readonly history: ExecutionHistory,
  ) {}

  @Get()
  @AcceptsQuery(ListQuery)
  @Answers(200, Many, 'Newest first.')
  async list(@Query() query: unknown, @Req() { caller }: AuthorizedRequest) {
    const { page, per_page: askedSize, ...asked } = parseRequest(ListQuery, query);
    const pageSize = Math.min(askedSize, MAX_PAGE_SIZE);
    const { parent, rule_ref, trigger_ref, enforcement, executor } = asked;
    const isAboutOthers = [parent, rule_ref, trigger_ref, enforcement, executor].some((given) => given !== undefined);
    const [items, total] = await this.history.list({
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
    return { data: await this.history.stats(onlyOwnOf(caller)) };
  }

  @Get(':id/logs')
  @Answers(200, z.object({ data: ExecutionLogs }), 'What happened, a line for each event, oldest first.')
  @AnswersError(404, NONE)
  async logs(@Param('id') id: string, @Req() { caller }: AuthorizedRequest) {
    return { data: await this.history.logs(await this.executionViews.find(id, onlyOwnOf(caller))) };
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
    return { data: await this.history.output(await this.executionViews.find(id, onlyOwnOf(caller)), pack) };
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
