import { Body, Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { BundleConfigView, NewBundle, NewBundleView, RejectedError, VersionView } from '@packyard/contracts';
import { bundleToJson, bundleToYaml, Manifest } from '@packyard/pack';
import { BundleInstaller, InstalledVersions, type VersionWithStatus } from '@packyard/versions';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import type { AuthorizedRequest } from '../../access/access.guard';
import { RequiresScope } from '../../access/requires-scope.decorator';
import { abortOnClose } from '../../http/abort-on-close';
import { Accepts, Answers, AnswersError } from '../../http/docs/open-api';
import { parseRequest } from '../../http/errors/parameters-invalid';
import { OpenRequestLimiter } from '../../http/rate-limit/open-request-limiter';
import { presentVersion } from '../versions/present-version';
import { ConfigReader } from './config-reader';

/** Of one principal: they are read one after the other, and wait in memory. */
const MAX_AT_A_TIME = 20;
const EXAMPLE = {
  config:
    'gort_bundle_version: 1\nname: date\nversion: 0.1.0\ndescription: Tells the date\ncommands:\n  date:\n    executable: [/bin/date]\n    rules: [allow]\n',
};

/** Bundles and their configs. Enabling and uninstalling work as for packs. */
@ApiTags('bundles')
@Controller('api/v1/bundles')
export class BundlesController {
  private readonly reading = new OpenRequestLimiter({ most: MAX_AT_A_TIME, what: 'install bundles' });

  constructor(
    private readonly bundles: BundleInstaller,
    private readonly configs: ConfigReader,
    private readonly installed: InstalledVersions,
  ) {}

  @Get()
  @RequiresScope('read')
  @Answers(200, z.object({ data: z.array(VersionView) }), 'Every installed version, by name and in their order.')
  async list() {
    const installed = await this.installed.list();
    return { data: installed.filter(({ format }) => format === 'gort').map(presentVersion) };
  }

  /** Installed disabled unless `enable` is set. */
  @Post()
  @RequiresScope('install')
  @Accepts(NewBundle, EXAMPLE)
  @Answers(201, z.object({ data: NewBundleView }), 'The bundle is installed.')
  @AnswersError(409, 'The version is installed already with other content, or it is incompatible.')
  @AnswersError(422, 'The config is not valid.')
  async install(
    @Body() body: unknown,
    @Req() { caller }: AuthorizedRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const { config, enable, force } = parseRequest(NewBundle, body);
    const release = this.reading.acquire(caller.actor);
    const parsed = await this.configs.read(config, abortOnClose(reply.raw).signal).finally(release);
    const { installed, warnings, wasInstalled } = await this.bundles.install(parsed.config, {
      actor: caller.actor,
      enable,
      replace: force,
      text: config,
      warnings: parsed.warnings,
    });
    return { data: { bundle: presentVersion(installed), was_installed: wasInstalled, warnings } };
  }

  @Get(':ref/versions/:version/config')
  @RequiresScope('read')
  @Answers(200, z.object({ data: BundleConfigView }), 'The config as YAML text and as an object.')
  @AnswersError(404, 'No such bundle or version is installed, or it is no bundle.')
  async config(@Param('ref') ref: string, @Param('version') version: string) {
    const found = await this.installed.find(ref, version);
    const config = configOf(found);
    const shown = { enabled: found.isEnabled, installedOn: found.installedAt, installedBy: found.installedBy };
    return { data: { yaml: bundleToYaml(config), config: bundleToJson(config, shown) } };
  }
}

function configOf({ ref, version, manifest }: VersionWithStatus) {
  const { bundle } = Manifest.parse(manifest);
  if (bundle !== null) return bundle;
  throw new RejectedError('VERSION_NOT_FOUND', `${ref} ${version} is a pack, which has no bundle config`, {
    hint: 'Ask for the version of a bundle.',
  });
}
