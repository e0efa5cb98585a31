import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { PackSummary, PackView, Pagination, RejectedError } from '@packyard/contracts';
import { type InstalledVersion, PackRepository } from '@packyard/schema';
import { EnvironmentStore, PackStore } from '@packyard/store';
import { z } from 'zod';
import { Needs } from '../access/needs.decorator';
import { pageOf } from '../http/envelope';
import { Answers, AnswersError } from '../http/open-api';
import { parseRequest } from '../http/parameters-invalid';
import { presentPack, presentPackSummary, shownVersion } from './present-pack';

const ListQuery = z.looseObject({
  page: z.coerce.number().int().min(1).max(1_000_000).default(1),
  page_size: z.coerce.number().int().min(1).default(50),
});
const MOST_ON_A_PAGE = 100;

@ApiTags('packs')
@Controller('api/v1/packs')
@Needs('read')
export class PacksController {
  constructor(
    private readonly packs: PackRepository,
    private readonly store: PackStore,
    private readonly environments: EnvironmentStore,
  ) {}

  @Get()
  @Answers(
    200,
    z.object({ items: z.array(PackSummary), data: z.array(PackSummary), pagination: Pagination }),
    'By name.',
  )
  async list(@Query() query: unknown) {
    const { page, page_size: asked } = parseRequest(ListQuery, query);
    const pageSize = Math.min(asked, MOST_ON_A_PAGE);
    const groups = [...byRef(await this.packs.listInstalled()).values()];
    const shown = groups.slice((page - 1) * pageSize, page * pageSize).map(presentPackSummary);
    return pageOf(shown, groups.length, { page, pageSize: asked });
  }

  @Get(':ref')
  @Answers(200, z.object({ data: PackView }), 'The enabled version with its components and environments.')
  @AnswersError(404, 'No such pack is installed.')
  async show(@Param('ref') ref: string) {
    const versions = await this.packs.listInstalled(ref);
    if (versions.length === 0) {
      throw new RejectedError('PACK_NOT_FOUND', `Pack '${ref.slice(0, 100)}' not found`, {
        hint: 'List the packs to see which are installed.',
      });
    }
    const { packVersionId } = shownVersion(versions);
    const [components, environments] = await Promise.all([
      this.packs.componentsOf(packVersionId),
      this.packs.environmentsOf(packVersionId),
    ]);
    const places = {
      pack: (path: string) => this.store.absolutePath(path),
      environment: (path: string) => this.environments.currentPath(path),
    };
    return { data: presentPack(versions, { components, environments, places }) };
  }
}

function byRef(versions: readonly InstalledVersion[]): Map<string, InstalledVersion[]> {
  const groups = new Map<string, InstalledVersion[]>();
  for (const version of versions) groups.set(version.ref, [...(groups.get(version.ref) ?? []), version]);
  return groups;
}
