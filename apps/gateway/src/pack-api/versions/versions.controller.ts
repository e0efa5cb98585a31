import { Body, Controller, Get, Headers, HttpCode, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  ComponentChangesView,
  DisableBody,
  EnableBody,
  SwitchedView,
  UninstallBody,
  UninstalledView,
  VersionDetailView,
  VersionView,
} from '@packyard/contracts';
import { Uninstaller, VersionEnabling } from '@packyard/versions';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import type { AuthorizedRequest } from '../../access/access.guard';
import { assertPackWithin, HeedsLimits, onlyOwnOf } from '../../access/limited-tokens';
import { RequiresScope } from '../../access/requires-scope.decorator';
import { Accepts, AcceptsQuery, Answers, AnswersError } from '../../http/docs/open-api';
import { AnswersUnchanged, isKnownTag, tagHeader } from '../../http/entity-tags';
import { parseRequest } from '../../http/errors/parameters-invalid';
import { uninstallSelection } from './uninstall-selection';
import { VersionViews } from './version-views';

const ChangesQuery = z.object({
  from: z.string().optional().describe('The enabled version when absent.'),
  to: z.string(),
});
const NOT_FOUND = 'No such pack or version is installed.';

/** Versions of packs and bundles, side by side. */
@ApiTags('versions')
@Controller('api/v1/packs/:ref')
export class VersionsController {
  constructor(
    private readonly versionViews: VersionViews,
    private readonly versions: VersionEnabling,
    private readonly uninstaller: Uninstaller,
  ) {}

  @Get('versions')
  @RequiresScope('read')
  @Answers(200, z.object({ data: z.array(VersionView) }), 'In the order of versions.')
  @AnswersUnchanged()
  @AnswersError(404, NOT_FOUND)
  async list(
    @Param('ref') ref: string,
    @Headers('if-none-match') known: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const { tag, data } = await this.versionViews.listUnlessKnown(ref, (current) => isKnownTag(current, known));
    void reply.header('etag', tagHeader(tag));
    return data === undefined ? void reply.status(304) : { data };
  }

  @Get('versions/:version')
  @RequiresScope('read')
  @Answers(200, z.object({ data: VersionDetailView }), 'With what it contains, and how its tests ended.')
  @AnswersError(404, NOT_FOUND)
  async show(@Param('ref') ref: string, @Param('version') version: string, @Req() { caller }: AuthorizedRequest) {
    const view = await this.versionViews.view(ref, version);
    // What tests printed is in the log of whoever had them run.
    return { data: onlyOwnOf(caller) === undefined ? view : { ...view, test_result: null } };
  }

  @Get('changes')
  @RequiresScope('read')
  @AcceptsQuery(ChangesQuery)
  @Answers(200, z.object({ data: ComponentChangesView }), 'Which components are added, changed and removed.')
  @AnswersError(404, NOT_FOUND)
  async changes(@Param('ref') ref: string, @Query() query: unknown) {
    const { from, to } = parseRequest(ChangesQuery, query);
    return { data: await this.versionViews.changes(ref, { from, to }) };
  }

  @Post('enable')
  @HeedsLimits()
  @HttpCode(200)
  @RequiresScope('install')
  @Accepts(EnableBody, { version: '2.0.0' })
  @Answers(200, z.object({ data: SwitchedView }), 'This version is enabled, and no other.')
  @AnswersError(404, NOT_FOUND)
  @AnswersError(409, 'It is incompatible, it lacks what it needs, or enabled packs need what is enabled now.')
  async enable(@Param('ref') ref: string, @Body() body: unknown, @Req() { caller }: AuthorizedRequest) {
    assertPackWithin(caller.limits, ref);
    const { version, force } = parseRequest(EnableBody, body ?? {});
    return { data: await this.versions.enable(ref, version, { actor: caller.actor, force }) };
  }

  @Post('disable')
  @HttpCode(200)
  @RequiresScope('install')
  @Accepts(DisableBody, {})
  @Answers(200, z.object({ data: z.array(SwitchedView) }), 'No version is enabled any more; dependants first.')
  @AnswersError(403, 'The built-in bundle can not be disabled.')
  @AnswersError(404, NOT_FOUND)
  @AnswersError(409, 'It is not enabled, or enabled packs need it.')
  async disable(@Param('ref') ref: string, @Body() body: unknown, @Req() { caller }: AuthorizedRequest) {
    const { version, force, cascade } = parseRequest(DisableBody, body ?? {});
    return { data: await this.versions.disable(ref, version, { actor: caller.actor, force, cascade }) };
  }

  /** One transaction. Succeeds also when no such version is left. */
  @Post('uninstall')
  @HttpCode(200)
  @RequiresScope('install')
  @Accepts(UninstallBody, { version: '1.0.0' })
  @Answers(200, z.object({ data: z.array(UninstalledView) }), 'These versions are gone.')
  @AnswersError(403, 'The built-in bundle can not be uninstalled.')
  @AnswersError(404, NOT_FOUND)
  @AnswersError(409, 'A version is enabled, or enabled packs need it.')
  async uninstall(@Param('ref') ref: string, @Body() body: unknown, @Req() { caller }: AuthorizedRequest) {
    const { force, cascade, ...wanted } = parseRequest(UninstallBody, body ?? {});
    const options = { actor: caller.actor, force, cascade };
    return { data: await this.uninstaller.uninstall(ref, uninstallSelection(wanted), options) };
  }
}
