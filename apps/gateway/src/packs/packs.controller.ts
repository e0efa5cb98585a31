import { Controller, Delete, Get, Param, Query } from '@nestjs/common';
import { ApiQuery, ApiTags } from '@nestjs/swagger';
import { PackSummary, PackView, Pagination } from '@packyard/contracts';
import { z } from 'zod';
import { Needs } from '../access/needs.decorator';
import { pageOf } from '../http/envelope';
import { AcceptsQuery, Answers, AnswersError } from '../http/open-api';
import { PageQuery, readPage } from '../http/page-query';
import { PackReader } from './pack-reader';
import { UninstallService } from './uninstall.service';

const Many = z.object({ items: z.array(PackSummary), data: z.array(PackSummary), pagination: Pagination });

@ApiTags('packs')
@Controller('api/v1/packs')
export class PacksController {
  constructor(
    private readonly packs: PackReader,
    private readonly uninstalls: UninstallService,
  ) {}

  @Get()
  @Needs('read')
  @AcceptsQuery(PageQuery)
  @Answers(200, Many, 'By name.')
  async list(@Query() query: unknown) {
    const page = readPage(query);
    const all = await this.packs.list();
    return pageOf(all.slice(page.offset, page.offset + page.limit), all.length, page);
  }

  @Get(':ref')
  @Needs('read')
  @Answers(200, z.object({ data: PackView }), 'The enabled version with its components and environments.')
  @AnswersError(404, 'No such pack is installed.')
  async show(@Param('ref') ref: string) {
    return { data: await this.packs.view(ref) };
  }

  /** With all its versions. */
  @Delete(':ref')
  @Needs('install')
  @ApiQuery({ name: 'force', required: false, enum: ['true', 'false'], description: 'Although enabled packs need it.' })
  @Answers(200, z.object({ success: z.literal(true), message: z.string() }), 'The pack is gone.')
  @AnswersError(404, 'No such pack is installed.')
  @AnswersError(409, 'Other enabled packs need it.')
  async remove(@Param('ref') ref: string, @Query('force') force?: string) {
    await this.uninstalls.uninstall(ref, { force: force === 'true' });
    return { success: true, message: `Pack '${ref}' deleted successfully` };
  }
}
