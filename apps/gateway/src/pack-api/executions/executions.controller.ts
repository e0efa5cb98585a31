import { applyDecorators, Body, Controller, Get, HttpCode, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiHeader, ApiTags } from '@nestjs/swagger';
import { ACTION_CATALOG, ACTIONS, ExecutionView, hasEnded } from '@packyard/contracts';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import type { AuthorizedRequest } from '../../access/access.guard';
import { assertMayCancel, HeedsLimits, onlyOwnOf } from '../../access/limited-tokens';
import { RequiresScope } from '../../access/requires-scope.decorator';
import { abortOnClose } from '../../http/abort-on-close';
import { AcceptsOneOf, AcceptsQuery, Answers, AnswersError } from '../../http/docs/open-api';
import { idempotencyKeyOf } from '../../http/idempotency-key';
import { parseRequest } from '../../http/errors/parameters-invalid';
import { nonEmptyNumber } from '../../http/page-query';
import { OpenWaitLimiter } from '../events/open-wait-limiter';
import { examplesWith } from './action-examples';
import { CancelService } from './cancel.service';
import { ExecutionViews } from './execution-views';
import { ExecutionWaiter } from './execution-waiter';
import { SubmitService } from './submit.service';

const SubmitBody = z.strictObject({ action: z.string(), parameters: z.record(z.string(), z.unknown()) });
const ExecuteBody = z.looseObject({ action_ref: z.string(), parameters: z.record(z.string(), z.unknown()).nullish() });
// Documented more strictly than parsed here: parameters are checked once the action is known.
const SubmitDocument = z.union(
  ACTIONS.map((action) =>
    z
      .strictObject({ action: z.literal(action), parameters: ACTION_CATALOG[action].parameters })
      .meta({ id: `Submit${nameOfAction(action)}` }),
  ),
);
const ExecuteDocument = z.union(
  ACTIONS.map((action) =>
    z
      .looseObject({ action_ref: z.literal(action), parameters: ACTION_CATALOG[action].parameters })
      .meta({ id: `Execute${nameOfAction(action)}` }),
  ),
);
const MAX_WAIT_SECONDS = 60;
const ShowQuery = z.object({
  wait: nonEmptyNumber(z.coerce.number().min(0).max(MAX_WAIT_SECONDS))
    .default(0)
    .describe('Seconds to wait for the end of the execution before it is answered as it is then.'),
  include_secret_values: z
    .enum(['true', 'false'])
    .optional()
    .describe('Accepted from clients of Attune, and ignored: no secrets are kept in parameters.'),
  execution_id: z.string().optional().describe('Accepted from clients of Attune, and ignored.'),
});
const ExecutionAnswer = z.object({ data: ExecutionView });
const NOT_FOUND = 'There is no such execution.';

/** What both routes that start an execution have in common. */
const StartsExecution = (document: z.ZodType, actionKey: 'action' | 'action_ref') =>
  applyDecorators(
    RequiresScope('install'),
    HeedsLimits(),
    ApiHeader({
      name: 'Idempotency-Key',
      required: false,
      description: 'Makes repeating the request harmless. At most 255 characters.',
    }),
    AcceptsOneOf(document, examplesWith(actionKey)),
    Answers(201, ExecutionAnswer, 'The execution was made; follow it by its id.'),
    Answers(
      200,
      ExecutionAnswer,
      'The request was repeated with its idempotency key: the execution that it made the first time.',
    ),
    AnswersError(400, "Parameters are unknown or ill-typed, all of them named; or a source can't be read."),
    AnswersError(403, 'priority high is asked for without being an administrator.'),
    AnswersError(404, 'There is no such action.'),
    AnswersError(409, 'The idempotency key was used for another request.'),
  );

/** Starts, shows and cancels executions. */
@ApiTags('executions')
@Controller('api/v1/executions')
export class ExecutionsController {
  constructor(
    private readonly submissions: SubmitService,
    private readonly executionViews: ExecutionViews,
    private readonly waiter: ExecutionWaiter,
    private readonly limiter: OpenWaitLimiter,
    private readonly cancellations: CancelService,
  ) {}

  @Post()
  @StartsExecution(SubmitDocument, 'action')
  async submit(
    @Body() body: unknown,
    @Req() request: AuthorizedRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const { action, parameters } = parseRequest(SubmitBody, body);
    return this.start({ action, parameters }, request, reply);
  }

  /** The same under the path of Attune's clients. */
  @Post('execute')
  @StartsExecution(ExecuteDocument, 'action_ref')
  async execute(
    @Body() body: unknown,
    @Req() request: AuthorizedRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const { action_ref: action, parameters } = parseRequest(ExecuteBody, body);
    return this.start({ action, parameters: parameters ?? {} }, request, reply);
  }

  @Get(':id')
  @RequiresScope('read')
  @AcceptsQuery(ShowQuery)
  @Answers(200, ExecutionAnswer, 'The execution with every pack on its way.')
  @AnswersError(404, NOT_FOUND)
  @AnswersError(429, 'Too many requests of this token, person or user wait.')
  async show(
    @Param('id') id: string,
    @Query() query: unknown,
    @Req() request: AuthorizedRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const { wait } = parseRequest(ShowQuery, query);
    const found = await this.executionViews.find(id, onlyOwnOf(request.caller));
    if (wait === 0 || hasEnded(found.status)) return { data: await this.executionViews.view(found) };
    const release = this.limiter.acquire(request.caller.actor);
    await this.waiter.waitForEnd(found.id, wait * 1000, abortOnClose(reply.raw).signal).finally(release);
    // The token may have been revoked meanwhile.
    const caller = await request.authorizeAgain();
    return { data: await this.executionViews.view(await this.executionViews.find(id, onlyOwnOf(caller))) };
  }

  /** Cancels waiting tasks at once; running ones notice within a second. */
  @Post(':id/cancel')
  @RequiresScope('install')
  @HeedsLimits()
  @HttpCode(200)
  @Answers(200, ExecutionAnswer, 'The execution is cancelled, or will be in a moment.')
  @AnswersError(404, NOT_FOUND)
  @AnswersError(409, 'It has ended already.')
  async cancel(@Param('id') text: string, @Req() { caller }: AuthorizedRequest) {
    const execution = await this.executionViews.find(text, onlyOwnOf(caller));
    assertMayCancel(caller, execution);
    await this.cancellations.cancel(execution.id, caller.actor);
    return { data: await this.executionViews.view(await this.executionViews.find(text)) };
  }

  private async start(asked: { action: string; parameters: unknown }, request: AuthorizedRequest, reply: FastifyReply) {
    const { id, created } = await this.submissions.submit({
      ...asked,
      requestedBy: request.caller.actor,
      scope: request.caller.scope,
      limits: request.caller.limits,
      host: request.headers.host,
      idempotencyKey: idempotencyKeyOf(request.headers),
    });
    void reply.status(created === undefined ? 200 : 201).header('location', `/api/v1/executions/${id}`);
    return { data: created ?? (await this.executionViews.view(await this.executionViews.find(String(id)))) };
  }
}

/** `InstallPacks` of `core.install_packs`, for the names of classes in clients that are made from the document. */
function nameOfAction(action: string): string {
  return action.replace(/^core\./, '').replace(/(?:^|_)([a-z])/g, (_all, letter: string) => letter.toUpperCase());
}
