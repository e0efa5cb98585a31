import { Controller, Get, HttpCode, Param, Post, Req, Res } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiProduces, ApiResponse, ApiTags } from '@nestjs/swagger';
import { ExecutionView } from '@packyard/contracts';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import type { AuthorizedRequest } from '../../access/access.guard';
import { onlyOwnOf } from '../../access/limited-tokens';
import { RequiresScope } from '../../access/requires-scope.decorator';
import { Authenticator } from '../../access/authenticator';
import { endAnswerWithToken } from '../../access/end-answer-with-token';
import { abortOnClose } from '../../http/abort-on-close';
import { Answers, AnswersError } from '../../http/docs/open-api';
import { OpenRequestLimiter } from '../../http/rate-limit/open-request-limiter';
import { ExportFileService } from './export-file.service';
import { ImportService } from './import.service';

/** Of the few that all have together: who reads slowly keeps nobody else waiting. */
const MAX_OF_ONE = 3;
const TYPE = 'application/vnd.packyard.export';

/** Packs with all that their environments are built from, out of one service and into another that has no network. */
@ApiTags('exports')
@Controller('api/v1')
@RequiresScope('install')
export class ExportsController {
  private readonly fetching = new OpenRequestLimiter({ most: MAX_OF_ONE, what: 'fetch exports' });

  constructor(
    private readonly exports: ExportFileService,
    private readonly imports: ImportService,
    private readonly authenticator: Authenticator,
  ) {}

  @Get('executions/:id/export')
  @ApiProduces(TYPE)
  @ApiResponse({
    status: 200,
    description: 'The file.',
    content: { [TYPE]: { schema: { type: 'string', format: 'binary' } } },
  })
  @AnswersError(404, 'There is no such execution of core.export_packs, or what it collected is kept no more.')
  @AnswersError(409, 'Not all of its packs could be exported.')
  @AnswersError(503, 'It has not ended yet, or too many are being fetched.')
  async file(@Param('id') id: string, @Req() request: AuthorizedRequest, @Res() reply: FastifyReply) {
    const release = this.fetching.acquire(request.caller.actor);
    const gone = abortOnClose(reply.raw);
    whenAborted(gone.signal, release);
    const asked = { needed: 'install', isUnderWay: true } as const;
    const isOpenTo = () => this.authenticator.isStillUsable(request.headers.authorization, asked);
    endAnswerWithToken(reply.raw, { isOpenTo, signal: gone.signal });
    try {
      const { stream, close } = await this.exports.open(id, onlyOwnOf(request.caller), gone.signal);
      whenAborted(gone.signal, () => void close());
      if (!gone.signal.aborted) await reply.header('content-type', TYPE).send(stream);
    } catch (error) {
      // Nobody is there any more to be told.
      if (!gone.signal.aborted) throw error;
    }
  }

  @Post('packs/import')
  @HttpCode(201)
  @ApiConsumes('multipart/form-data')
  @ApiBody({
    schema: {
      type: 'object',
      required: ['export'],
      properties: {
        export: { type: 'string', format: 'binary', description: 'A file that an export has answered.' },
        enable: {
          type: 'string',
          description: '`false` installs beside what is enabled, `true` enables bundles, too.',
        },
        force: { type: 'string', description: '`true` replaces versions that are installed with other content.' },
        skip_tests: { type: 'string', description: '`true` leaves the tests out.' },
        skip_dependencies: { type: 'string', description: '`true` installs packs whose dependencies are missing.' },
      },
    },
  })
  @Answers(201, z.object({ data: ExecutionView }), 'The file is whole, and an execution installs what it holds.')
  @AnswersError(400, "The part 'export' is missing, or the body is no multipart form.")
  @AnswersError(413, 'The file is larger than PACKYARD_MAX_IMPORT_BYTES, or holds more.')
  @AnswersError(422, 'The file is no export, was damaged or changed, or is for another platform.')
  async import(@Req() request: AuthorizedRequest, @Res({ passthrough: true }) reply: FastifyReply) {
    const execution = await this.imports.run(request);
    void reply.header('location', `/api/v1/executions/${execution.id}`);
    return { data: execution };
  }
}

function whenAborted(signal: AbortSignal, act: () => void): void {
  if (signal.aborted) act();
  else signal.addEventListener('abort', act, { once: true });
}
