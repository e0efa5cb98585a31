import { Controller, Get, Query, Req, Res } from '@nestjs/common';
import { ApiProduces, ApiTags } from '@nestjs/swagger';
import { GRAPH_DIRECTIONS, GRAPH_FORMATS, GraphView, OutdatedView } from '@packyard/contracts';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import type { AuthorizedRequest } from '../../access/access.guard';
import { RequiresScope } from '../../access/requires-scope.decorator';
import { AcceptsQuery, Answers, AnswersError } from '../../http/docs/open-api';
import { parseRequest } from '../../http/errors/parameters-invalid';
import { OpenRequestLimiter } from '../../http/rate-limit/open-request-limiter';
import { toDot } from './dot';
import { GraphViews } from './graph-views';
import { toMermaid } from './mermaid';
import { OutdatedViews } from './outdated-views';

const GraphQuery = z.object({
  ref: z.string().max(200).optional().describe('Only this pack, with all that it needs and all that needs it.'),
  direction: z
    .enum(GRAPH_DIRECTIONS)
    .default('both')
    .describe('With `ref`: only what it needs, or only what needs it.'),
  format: z.enum(GRAPH_FORMATS).default('json'),
});
/** Of one principal: each may ask slow registries for a minute. */
const MAX_AT_A_TIME = 10;
const OutdatedQuery = z.object({ ref: z.string().max(200).optional().describe('Only this pack.') });

/** How packs hang together, and which have newer versions. */
@ApiTags('packs')
@Controller('api/v1')
@RequiresScope('read')
export class GraphController {
  private readonly asking = new OpenRequestLimiter({ most: MAX_AT_A_TIME, what: 'ask registries' });

  constructor(
    private readonly graphs: GraphViews,
    private readonly outdated: OutdatedViews,
  ) {}

  @Get('graph')
  @AcceptsQuery(GraphQuery)
  @ApiProduces('application/json', 'text/vnd.mermaid', 'text/vnd.graphviz')
  @Answers(200, z.object({ data: GraphView }), 'By name. In other formats: the text of the graph.')
  @AnswersError(404, 'The pack is neither installed nor needed.')
  async show(@Query() query: unknown, @Res({ passthrough: true }) reply: FastifyReply) {
    const { ref, direction, format } = parseRequest(GraphQuery, query);
    const graph = ref === undefined ? await this.graphs.all() : await this.graphs.around(ref, direction);
    if (format === 'json') return { data: graph };
    reply.type(format === 'dot' ? 'text/vnd.graphviz; charset=utf-8' : 'text/vnd.mermaid; charset=utf-8');
    return format === 'dot' ? toDot(graph) : toMermaid(graph);
  }

  @Get('outdated')
  @AcceptsQuery(OutdatedQuery)
  @Answers(200, z.object({ data: OutdatedView }), 'Enabled packs of which registries have newer releases, by name.')
  @AnswersError(404, 'No such pack is installed.')
  @AnswersError(409, 'The pack is not enabled.')
  async newer(@Query() query: unknown, @Req() { caller }: AuthorizedRequest) {
    const { ref } = parseRequest(OutdatedQuery, query);
    const release = this.asking.acquire(caller.actor);
    return { data: await this.outdated.read(ref).finally(release) };
  }
}
