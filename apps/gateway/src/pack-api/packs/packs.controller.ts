import { Controller, Delete, Get, Param, Query, Req } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { PackSummary, PackView, Pagination } from '@packyard/contracts';
import { Uninstaller } from '@packyard/versions';
import { z } from 'zod';
import { RequiresScope } from '../../access/requires-scope.decorator';
import { pageOf } from '../../http/envelope';
import { AcceptsQuery, Answers, AnswersError } from '../../http/docs/open-api';
import { parseRequest } from '../../http/errors/parameters-invalid';
import { PageQuery, readPage } from '../../http/page-query';
import type { AuthorizedRequest } from '../../access/access.guard';
import { PackViews } from './pack-views';

const MAX_SEARCH_LENGTH = 200;
const ListQuery = PageQuery.extend({
  name: z.string().optional().describe("Ignored: Attune's command line sends it, and filters by itself."),
  search: z
    .string()
    .max(MAX_SEARCH_LENGTH)
    .default('')
    .describe('Only packs that have all of these words in their name, label, description or tags.'),
});
const RemoveQuery = z.object({
  force: z.enum(['true', 'false']).optional().describe('Although enabled packs need it.'),
});
const Many = z.object({ items: z.array(PackSummary), data: z.array(PackSummary), pagination: Pagination });

@ApiTags('packs')
@Controller('api/v1/packs')
export class PacksController {
  constructor(
    private readonly packs: PackViews,
    private readonly uninstaller: Uninstaller,
  ) {}

  @Get()
  @RequiresScope('read')
  @AcceptsQuery(ListQuery)
  @Answers(200, Many, 'By name.')
  async list(@Query() query: unknown) {
    const page = readPage(query);
    const { search } = parseRequest(ListQuery, query);
    const { packs, total } = await this.packs.page(page.limit, page.offset, search);
    return pageOf(packs, total, page);
  }

  @Get(':ref')
  @RequiresScope('read')
  @Answers(200, z.object({ data: PackView }), 'The enabled version with its components and environments.')
  @AnswersError(404, 'No such pack is installed.')
  async show(@Param('ref') ref: string) {
    return { data: await this.packs.view(ref) };
  }

  /** With all its versions. */
  @Delete(':ref')
  @RequiresScope('install')
  @AcceptsQuery(RemoveQuery)
  @Answers(200, z.object({ success: z.literal(true), message: z.string() }), 'The pack is gone.')
  @AnswersError(404, 'No such pack is installed.')
  @AnswersError(409, 'Other enabled packs need it.')
  async remove(@Param('ref') ref: string, @Req() { caller }: AuthorizedRequest, @Query() query: unknown) {
    const { force } = parseRequest(RemoveQuery, query);
    const options = { actor: caller.actor, evenIfEnabled: true, force: force === 'true' };
    await this.uninstaller.uninstall(ref, { which: 'all' }, options);
    return { success: true, message: `Pack '${ref}' deleted successfully` };
  }
}
