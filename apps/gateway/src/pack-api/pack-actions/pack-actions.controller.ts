import { Body, Controller, HttpCode, Post, Req } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  type Action,
  BuildPackEnvsOutput,
  BuildPackEnvsParameters,
  DownloadPacksOutput,
  DownloadPacksParameters,
  GetPackDependenciesOutput,
  GetPackDependenciesParameters,
  RegisterPacksOutput,
  RegisterPacksParameters,
} from '@packyard/contracts';
import { z } from 'zod';
import type { AuthorizedRequest } from '../../access/access.guard';
import { RequiresScope } from '../../access/requires-scope.decorator';
import { Accepts, Answers, AnswersError } from '../../http/docs/open-api';
import { idempotencyKeyOf } from '../../http/idempotency-key';
import { parseRequest } from '../../http/errors/parameters-invalid';
import { EMPTY_OUTPUTS } from './empty-outputs';
import { RunActionService } from './run-action.service';

const Body_ = z.record(z.string(), z.unknown());
const EXAMPLE_PATHS = { pack_paths: ['/tmp/attune-packs/slack'] };
const loose = (schema: z.ZodObject) => z.looseObject(schema.shape);
const INVALID = 'Parameters are ill-typed or missing, all of them named.';

/**
 * Routes called by Attune's action scripts. They answer when the work is done, with the output as the only key and on one
 * line, because the scripts cut it out of the text.
 */
@ApiTags('pack actions')
@Controller('api/v1/packs')
@RequiresScope('install')
export class PackActionsController {
  constructor(private readonly actions: RunActionService) {}

  @Post('download')
  @HttpCode(200)
  @Accepts(loose(DownloadPacksParameters), { packs: ['slack@1.0.0'], destination_dir: '/tmp/attune-packs' })
  @Answers(200, z.object({ data: DownloadPacksOutput }), 'What was downloaded, and what was not.')
  @AnswersError(400, INVALID)
  download(@Body() body: unknown, @Req() request: AuthorizedRequest) {
    return this.run('core.download_packs', body, request);
  }

  @Post('dependencies')
  @HttpCode(200)
  @Accepts(loose(GetPackDependenciesParameters), EXAMPLE_PATHS)
  @Answers(200, z.object({ data: GetPackDependenciesOutput }), 'What the packs ask for.')
  @AnswersError(400, INVALID)
  dependencies(@Body() body: unknown, @Req() request: AuthorizedRequest) {
    return this.run('core.get_pack_dependencies', body, request);
  }

  @Post('build-envs')
  @HttpCode(200)
  @Accepts(loose(BuildPackEnvsParameters), EXAMPLE_PATHS)
  @Answers(200, z.object({ data: BuildPackEnvsOutput }), 'What was built, and what was not.')
  @AnswersError(400, INVALID)
  buildEnvs(@Body() body: unknown, @Req() request: AuthorizedRequest) {
    return this.run('core.build_pack_envs', body, request);
  }

  @Post('register-batch')
  @HttpCode(200)
  @Accepts(loose(RegisterPacksParameters), EXAMPLE_PATHS)
  @Answers(200, z.object({ data: RegisterPacksOutput }), 'What was registered, and what was not.')
  @AnswersError(400, INVALID)
  registerBatch(@Body() body: unknown, @Req() request: AuthorizedRequest) {
    return this.run('core.register_packs', body, request);
  }

  private async run(action: keyof typeof EMPTY_OUTPUTS & Action, given: unknown, request: AuthorizedRequest) {
    const body = parseRequest(Body_, given);
    const isEmpty = [body['packs'], body['pack_paths']].some((list) => Array.isArray(list) && list.length === 0);
    if (isEmpty) return { data: EMPTY_OUTPUTS[action] };
    const ended = await this.actions.run({
      action,
      body,
      request,
      idempotencyKey: idempotencyKeyOf(request.headers),
    });
    return { data: ended.result };
  }
}
