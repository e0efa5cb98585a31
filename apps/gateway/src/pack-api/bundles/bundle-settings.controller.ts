import { applyDecorators, Body, Controller, Delete, Get, HttpCode, Param, Post, Put, Query, Req } from '@nestjs/common';
import { ApiParam, ApiTags } from '@nestjs/swagger';
import { SETTING_LAYERS, SettingBody, SettingValuesBody, SettingValuesView, SettingView } from '@packyard/contracts';
import type { SettingAddress } from '@packyard/schema';
import { z } from 'zod';
import type { AuthorizedRequest } from '../../access/access.guard';
import { RequiresScope } from '../../access/requires-scope.decorator';
import { Accepts, AcceptsQuery, Answers, AnswersError } from '../../http/docs/open-api';
import { parseRequest } from '../../http/errors/parameters-invalid';
import { BundleSettingsService } from './bundle-settings.service';
import { SettingValuesService } from './setting-values.service';

const Layer = z.enum(SETTING_LAYERS);
const SettingQuery = z.looseObject({
  layer: Layer.optional(),
  owner: z.string().optional(),
  key: z.string().optional(),
});
interface Path {
  ref: string;
  layer: string;
  owner: string;
  key: string;
}
const ONE = 'settings/:layer/:owner/:key';
const HasPath = () =>
  applyDecorators(...['ref', 'layer', 'owner', 'key'].map((name) => ApiParam({ name, type: String })));

/** What a platform hands to the commands of a bundle. Of the layer `bundle`, the owner is `-`. */
@ApiTags('bundles')
@Controller('api/v1/bundles/:ref')
export class BundleSettingsController {
  constructor(
    private readonly settings: BundleSettingsService,
    private readonly values: SettingValuesService,
  ) {}

  @Get('settings')
  @RequiresScope('admin')
  @AcceptsQuery(SettingQuery)
  @Answers(200, z.object({ data: z.array(SettingView) }), 'By layer, owner and key; without the values of secrets.')
  async list(@Param('ref') bundle: string, @Query() query: unknown) {
    const { layer, owner, key } = parseRequest(SettingQuery, query);
    return { data: await this.settings.list({ bundle, layer, owner: ownerIn(owner), key }) };
  }

  /** Of the layers that count for the room and user; secrets are opened, when that is switched on. */
  @Post('settings/values')
  @HttpCode(200)
  @RequiresScope('admin')
  @Accepts(SettingValuesBody, { room: 'C024BE91L', user: 'ada' })
  @Answers(200, z.object({ data: SettingValuesView }), 'What a command is to be run with.')
  @AnswersError(403, 'PACKYARD_SETTINGS_FOR_RUNNERS is not set.')
  @AnswersError(404, 'No version of the bundle is installed.')
  async read(@Param('ref') bundle: string, @Body() body: unknown, @Req() { caller }: AuthorizedRequest) {
    const wanted = parseRequest(SettingValuesBody, body);
    return { data: { values: await this.values.valuesFor(bundle, wanted, caller.actor) } };
  }

  @Put(ONE)
  @HasPath()
  @RequiresScope('admin')
  @Accepts(SettingBody, { value: 'eu-west-1', secret: false })
  @Answers(200, z.object({ data: SettingView }), 'It is set.')
  @AnswersError(403, 'The key begins with GORT_.')
  @AnswersError(404, 'No version of the bundle is installed.')
  async put(@Param() path: Path, @Body() body: unknown, @Req() { caller }: AuthorizedRequest) {
    return { data: await this.settings.put(addressIn(path), parseRequest(SettingBody, body), caller.actor) };
  }

  @Delete(ONE)
  @HasPath()
  @RequiresScope('admin')
  @Answers(200, z.object({ success: z.literal(true), message: z.string() }), 'It is gone.')
  @AnswersError(404, 'There is no such setting.')
  async remove(@Param() path: Path, @Req() { caller }: AuthorizedRequest) {
    await this.settings.remove(addressIn(path), caller.actor);
    return { success: true, message: `Setting '${path.key}' deleted` };
  }
}

function addressIn({ ref, layer: text, owner, key }: Path): SettingAddress {
  const layer = parseRequest(Layer, text, 'layer');
  return { bundle: ref, layer, owner: layer === 'bundle' ? '' : owner, key };
}

function ownerIn(owner: string | undefined): string | undefined {
  return owner === '-' ? '' : owner;
}
