import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ActionSummary, ActionView, Pagination } from '@packyard/contracts';
import { z } from 'zod';
import { RequiresScope } from '../../access/requires-scope.decorator';
import { pageOf } from '../../http/envelope';
import { AcceptsQuery, Answers, AnswersError } from '../../http/docs/open-api';
import { PageQuery, readPage } from '../../http/page-query';
import { parseRequest } from '../../http/errors/parameters-invalid';
import { PackViews } from '../packs/pack-views';
import { ActionViews } from './action-views';

const Many = z.object({ items: z.array(ActionSummary), data: z.array(ActionSummary), pagination: Pagination });
const SearchQuery = z.object({
  q: z.string().max(200).default('').describe('Part of the name, label or description.'),
  packs: z.string().max(2000).default('').describe('Names of packs, separated by commas.'),
});

@ApiTags('actions')
@Controller('api/v1')
@RequiresScope('read')
export class ActionsController {
  constructor(
    private readonly actions: ActionViews,
    private readonly packs: PackViews,
  ) {}

  @Get('actions')
  @AcceptsQuery(PageQuery)
  @Answers(200, Many, "The service's own actions first, then those of enabled packs by name.")
  list(@Query() query: unknown) {
    return this.page(query, {});
  }

  @Get('actions/search')
  @AcceptsQuery(PageQuery)
  @AcceptsQuery(SearchQuery)
  @Answers(200, Many, 'Actions that match.')
  search(@Query() query: unknown) {
    const { q, packs } = parseRequest(SearchQuery, query);
    return this.page(query, { text: q, packs: packs.split(',').filter((ref) => ref !== '') });
  }

  @Get('actions/:ref')
  @Answers(200, z.object({ data: ActionView }), 'The action with the schemas of its parameters and output.')
  @AnswersError(404, 'There is no such action.')
  async show(@Param('ref') ref: string) {
    return { data: await this.actions.view(ref) };
  }

  @Get('packs/:ref/actions')
  @AcceptsQuery(PageQuery)
  @Answers(200, Many, 'The actions of the enabled version.')
  @AnswersError(404, 'No such pack is installed.')
  async ofPack(@Param('ref') ref: string, @Query() query: unknown) {
    if (ref !== 'core') await this.packs.require(ref);
    return this.page(query, { packs: [ref] });
  }

  private async page(query: unknown, { text = '', packs = [] }: { text?: string; packs?: string[] }) {
    const page = readPage(query);
    const [items, total] = await this.actions.list({ text, packs, limit: page.limit, offset: page.offset });
    return pageOf(items, total, page);
  }
}
