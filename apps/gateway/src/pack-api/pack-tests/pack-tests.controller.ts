import { Controller, Get, HttpCode, Param, Post, Query, Req } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { AttuneTestResult, PackTestView, Pagination, RejectedError, type TestPacksOutput } from '@packyard/contracts';
import { PackTestRepository } from '@packyard/schema';
import { z } from 'zod';
import type { AuthorizedRequest } from '../../access/access.guard';
import { ShowsWorkOfOthers } from '../../access/limited-tokens';
import { RequiresScope } from '../../access/requires-scope.decorator';
import { pageOf } from '../../http/envelope';
import { AcceptsQuery, Answers, AnswersError } from '../../http/docs/open-api';
import { PageQuery, readPage } from '../../http/page-query';
import { RunActionService } from '../pack-actions/run-action.service';
import { PackViews } from '../packs/pack-views';
import { presentPackTest, presentTestResult } from './present-pack-test';

const Many = z.object({ items: z.array(PackTestView), data: z.array(PackTestView), pagination: Pagination });
const NO_PACK = 'No such pack is installed.';

@ApiTags('pack tests')
@Controller('api/v1/packs/:ref')
export class PackTestsController {
  constructor(
    private readonly actions: RunActionService,
    private readonly packs: PackViews,
    private readonly tests: PackTestRepository,
  ) {}

  /** Tests the enabled version in place, without changing it. */
  @Post('test')
  @HttpCode(200)
  @RequiresScope('install')
  @Answers(200, z.object({ data: AttuneTestResult, message: z.string() }), 'The tests ran, with whatever outcome.')
  @AnswersError(404, NO_PACK)
  async test(@Param('ref') ref: string, @Req() request: AuthorizedRequest) {
    await this.packs.require(ref);
    const action = 'core.test_packs' as const;
    const { result } = await this.actions.run({ action, body: { packs: [ref] }, request });
    const [failed] = (result as TestPacksOutput).failed_packs;
    if (failed !== undefined) throw notTested(failed.error);
    return { data: presentTestResult(await this.latestRun(ref)), message: 'Pack tests executed successfully' };
  }

  @Get('tests')
  @ShowsWorkOfOthers()
  @RequiresScope('read')
  @AcceptsQuery(PageQuery)
  @Answers(200, Many, 'Newest first; also those of a pack that failed them, and was never installed.')
  @AnswersError(404, 'No such pack is installed, and none was tested.')
  async list(@Param('ref') ref: string, @Query() query: unknown) {
    const page = readPage(query);
    const [runs, total] = await this.tests.list(ref, page);
    const packId = total === 0 ? await this.packs.require(ref) : await this.packs.idOf(ref);
    return pageOf(
      runs.map((run) => presentPackTest(run, packId)),
      total,
      page,
    );
  }

  @Get('tests/latest')
  @ShowsWorkOfOthers()
  @RequiresScope('read')
  @Answers(200, z.object({ data: PackTestView }), 'The latest run.')
  @AnswersError(404, 'No such pack is installed, or its tests were never run.')
  async latest(@Param('ref') ref: string) {
    const packId = await this.packs.require(ref);
    return { data: presentPackTest(await this.latestRun(ref), packId) };
  }

  private async latestRun(ref: string) {
    const [[latest]] = await this.tests.list(ref, { limit: 1, offset: 0 });
    if (latest !== undefined) return latest;
    throw new RejectedError('PACK_NOT_FOUND', `No test results found for pack '${ref.slice(0, 100)}'`, {
      hint: 'Run its tests first, with POST on the same address followed by /test.',
    });
  }
}

function notTested(error: string): RejectedError {
  return new RejectedError('PACK_NOT_FOUND', error, { hint: 'Enable a version of the pack first.' });
}
