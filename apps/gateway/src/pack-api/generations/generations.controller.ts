import { Body, Controller, Get, HttpCode, Param, Post, Query, Req } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { GenerationView, Pagination, RejectedError, RollbackBody, RollbackView } from '@packyard/contracts';
import { GenerationRepository } from '@packyard/schema';
import { Rollback } from '@packyard/versions';
import { z } from 'zod';
import type { AuthorizedRequest } from '../../access/access.guard';
import { RequiresScope } from '../../access/requires-scope.decorator';
import { pageOf } from '../../http/envelope';
import { Accepts, AcceptsQuery, Answers, AnswersError } from '../../http/docs/open-api';
import { PageQuery, readPage } from '../../http/page-query';
import { parseRequest } from '../../http/errors/parameters-invalid';
import { presentGeneration, presentRollback } from './present-generation';

const Many = z.object({ items: z.array(GenerationView), data: z.array(GenerationView), pagination: Pagination });
const Id = z.coerce.number().int().min(0).max(2_147_483_647);

/** The history of what is enabled. */
@ApiTags('generations')
@Controller('api/v1/generations')
export class GenerationsController {
  constructor(
    private readonly generations: GenerationRepository,
    private readonly rollbacks: Rollback,
  ) {}

  @Get()
  @RequiresScope('read')
  @AcceptsQuery(PageQuery)
  @Answers(200, Many, 'Newest first.')
  async list(@Query() query: unknown) {
    const page = readPage(query);
    const [rows, total] = await this.generations.list(page);
    const current = await this.generations.current();
    const changes = await this.generations.changesOf(rows.map(({ id }) => id));
    const presented = rows.map((row) =>
      presentGeneration(row, {
        currentId: current.id,
        changes: changes.filter(({ generationId }) => generationId === row.id),
      }),
    );
    return pageOf(presented, total, page);
  }

  @Get(':id')
  @RequiresScope('read')
  @Answers(200, z.object({ data: GenerationView }), 'With what it changed.')
  @AnswersError(404, 'There is no such generation, or it was dropped.')
  async show(@Param('id') id: string) {
    const wanted = parseRequest(Id, id, 'id');
    const [row, current, changes] = await Promise.all([
      this.generations.find(wanted),
      this.generations.current(),
      this.generations.changesOf([wanted]),
    ]);
    if (row === undefined) throw notFound(wanted);
    return { data: presentGeneration(row, { currentId: current.id, changes }) };
  }

  /** Restores what was enabled then in one step, as a new generation. */
  @Post('rollback')
  @HttpCode(200)
  @RequiresScope('install')
  @Accepts(RollbackBody, { to: 3, dry_run: true })
  @Answers(200, z.object({ data: RollbackView }), 'What changed, or would.')
  @AnswersError(404, 'There is no such generation, or a version that it names is kept no more.')
  @AnswersError(409, 'What is enabled would break, or a version is incompatible by now.')
  async rollback(@Body() body: unknown, @Req() { caller }: AuthorizedRequest) {
    const { to, dry_run: dryRun, force } = parseRequest(RollbackBody, body ?? {});
    return { data: presentRollback(await this.rollbacks.run({ actor: caller.actor, to, dryRun, force })) };
  }
}

function notFound(id: number): RejectedError {
  return new RejectedError('GENERATION_NOT_FOUND', `There is no generation ${id}.`, {
    hint: 'List the generations to see which there are; old ones are dropped.',
  });
}
