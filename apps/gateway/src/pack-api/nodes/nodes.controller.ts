import { Body, Controller, Delete, Get, Param, Put, Query, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  NodeName,
  NodeReport,
  NodeView,
  Pagination,
  WANTED_CHANGES_TYPE,
  WantedChangesView,
  WantedView,
} from '@packyard/contracts';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import type { AuthorizedRequest } from '../../access/access.guard';
import { RequiresScope } from '../../access/requires-scope.decorator';
import { abortOnClose } from '../../http/abort-on-close';
import { Accepts, AcceptsQuery, Answers, AnswersAs, AnswersError } from '../../http/docs/open-api';
import { pageOf } from '../../http/envelope';
import { parseRequest } from '../../http/errors/parameters-invalid';
import { OpenRequestLimiter } from '../../http/rate-limit/open-request-limiter';
import { PageQuery, readPage, nonEmptyNumber } from '../../http/page-query';
import { NodesService } from './nodes.service';
import { presentNode } from './present-node';
import { NodeAnswers } from './node-answers';

const Many = z.object({ items: z.array(NodeView), data: z.array(NodeView), pagination: Pagination });
const One = z.object({ data: NodeView });
const MAX_WAIT_SECONDS = 50;
/** As many nodes as a token may have. */
const MAX_WAITING = 1000;
const WantedQuery = z.object({
  after: z.string().max(100).optional().describe('The state that the node has: it is told of another one only.'),
  wait: nonEmptyNumber(z.coerce.number().min(0).max(MAX_WAIT_SECONDS))
    .default(0)
    .describe('Seconds to wait for another one.'),
  node: NodeName.optional().describe(
    'Whose it is: rollouts in steps reach one before the other, and who gives none last.',
  ),
});
const EXAMPLE = {
  generation: 41,
  target: 42,
  activity: 'working',
  failures: [],
  platform: 'linux-x64',
  version: '0.1.0',
};

/** The machines that run actions. */
@ApiTags('nodes')
@Controller('api/v1/nodes')
export class NodesController {
  private readonly open = new OpenRequestLimiter({ most: MAX_WAITING, what: 'wait for what nodes should have' });

  constructor(
    private readonly nodes: NodesService,
    private readonly wanted: NodeAnswers,
  ) {}

  @Get()
  @RequiresScope('read')
  @AcceptsQuery(PageQuery)
  @Answers(200, Many, 'By name.')
  async list(@Query() query: unknown) {
    const page = readPage(query);
    const [rows, total] = await this.nodes.list(page);
    return pageOf(rows.map(presentNode), total, page);
  }

  /** Answers 204 when nothing else is wanted than before. */
  @Get('wanted')
  @RequiresScope('agent')
  @AcceptsQuery(WantedQuery)
  @AnswersAs(
    200,
    {
      'application/json': z.object({ data: WantedView }),
      [WANTED_CHANGES_TYPE]: z.object({ data: WantedChangesView }),
    },
    'All that it is to show, of one moment; or what changed since `after`, for those who accept that.',
  )
  @AnswersError(429, 'As many nodes of this token wait as it may have.')
  async show(@Query() query: unknown, @Req() request: AuthorizedRequest, @Res() reply: FastifyReply): Promise<void> {
    const { after, wait, node: name } = parseRequest(WantedQuery, query);
    const { signal } = abortOnClose(reply.raw);
    const release = this.open.acquire(request.caller.actor);
    const answer = await this.wanted.differingFrom({ name, after }, { waitMs: wait * 1000, signal }).finally(release);
    if (answer === undefined) return void reply.status(204).send();
    // The token may have been revoked meanwhile.
    if (wait > 0) await request.authorizeAgain();
    const isForChanges = after !== undefined && request.headers.accept?.includes(WANTED_CHANGES_TYPE) === true;
    const { type, bytes } = await (isForChanges ? this.wanted.bodySince(after, answer) : answer.all());
    const headers = { 'content-type': `${type}; charset=utf-8`, 'content-encoding': 'gzip' };
    return void reply.headers({ ...headers, 'cache-control': 'no-store' }).send(bytes);
  }

  /** The name belongs to the token that reported first. */
  @Put(':name')
  @RequiresScope('agent')
  @Accepts(NodeReport, EXAMPLE)
  @Answers(200, One, 'As the service sees it now.')
  @AnswersError(400, 'Fields are missing, unknown or ill-typed, all of them named.')
  @AnswersError(409, 'Another token reports a node of this name.')
  @AnswersError(413, 'There are too many nodes, of this token or in all.')
  async report(@Param('name') name: string, @Body() body: unknown, @Req() { caller }: AuthorizedRequest) {
    const report = parseRequest(NodeReport, body);
    return { data: presentNode(await this.nodes.report(parseRequest(NodeName, name, 'name'), report, caller)) };
  }

  /** One that still reports comes back with its next report. */
  @Delete(':name')
  @RequiresScope('admin')
  @Answers(200, One, 'It is forgotten.')
  @AnswersError(404, 'There is no such node.')
  async remove(@Param('name') name: string, @Req() { caller }: AuthorizedRequest) {
    return { data: presentNode(await this.nodes.remove(parseRequest(NodeName, name, 'name'), caller.actor)) };
  }
}
