import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { IndexedPacksView, IndexedPackView, RejectedError } from '@packyard/contracts';
import { z } from 'zod';
import { RequiresScope } from '../../access/requires-scope.decorator';
import { pageOf } from '../../http/envelope';
import { AcceptsQuery, Answers, AnswersError } from '../../http/docs/open-api';
import { parseRequest } from '../../http/errors/parameters-invalid';
import { nonEmptyNumber } from '../../http/page-query';
import { PackSearch } from './pack-search';

const SearchQuery = z.object({
  q: z.string().max(500).optional(),
  registry_id: nonEmptyNumber(z.coerce.number().int()).optional(),
  include_disabled: z.enum(['true', 'false']).optional(),
  page: z.coerce.number().int().min(1).max(1_000_000).default(1),
  page_size: z.coerce.number().int().min(1).default(50),
});
const MAX_ON_A_PAGE = 100;

/** Packs offered by the registries. */
@ApiTags('registries')
@Controller('api/v1/pack-indices/packs')
@RequiresScope('read')
export class IndexedPacksController {
  constructor(private readonly packs: PackSearch) {}

  @Get()
  @AcceptsQuery(SearchQuery)
  @Answers(200, IndexedPacksView, 'By name. Of several registries that have a pack, the first one offers it.')
  async search(@Query() query: unknown) {
    const asked = parseRequest(SearchQuery, query);
    const { packs, warnings } = await this.packs.search({
      text: asked.q,
      registryId: asked.registry_id,
      includeDisabled: asked.include_disabled === 'true',
    });
    const size = Math.min(asked.page_size, MAX_ON_A_PAGE);
    const shown = packs.slice((asked.page - 1) * size, asked.page * size);
    return { ...pageOf(shown, packs.length, { page: asked.page, pageSize: size }), warnings };
  }

  @Get(':ref')
  @Answers(200, z.object({ data: IndexedPackView }), 'Its highest version, and which others there are.')
  @AnswersError(404, 'No registry that can be read has such a pack.')
  async show(@Param('ref') ref: string) {
    const { packs, warnings } = await this.packs.search({});
    const found = packs.find(({ pack }) => pack.ref === ref);
    if (found !== undefined) return { data: found };
    throw new RejectedError('PACK_NOT_IN_REGISTRY', `Indexed pack '${ref.slice(0, 100)}' not found`, {
      hint: warnings.length > 0 ? warnings.join(' ') : 'Search the registries to see what they have.',
    });
  }
}
