import { Body, Controller, HttpCode, Post, Req } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiTags } from '@nestjs/swagger';
import { UploadedFiles } from '@packyard/content';
import { PackInstallView, PackRegisterView, PARAMETERS, type ParsedSource } from '@packyard/contracts';
import { z } from 'zod';
import type { AuthorizedRequest } from '../../access/access.guard';
import { HeedsLimits } from '../../access/limited-tokens';
import { RequiresScope } from '../../access/requires-scope.decorator';
import { Accepts, Answers, AnswersError } from '../../http/docs/open-api';
import { parseRequest } from '../../http/errors/parameters-invalid';
import { PackViews } from '../packs/pack-views';
import { InstallOneService } from './install-one.service';
import { isTrue, UploadService } from './upload.service';

const RegisterBody = z.looseObject({
  path: z.string().min(1).max(4096).describe("Folder of the pack on the workers' disk."),
  skip_tests: z.boolean().default(false),
  force: z.boolean().default(false),
});
const InstallBody = z.looseObject({
  source: z.string().min(1).max(4096).describe('Git URL, archive URL, local path, or registry reference.'),
  ref_spec: z.string().min(1).max(255).nullish(),
  skip_tests: z.boolean().default(false),
  skip_deps: z.boolean().default(false),
  force: z.boolean().default(true),
  index_credentials: PARAMETERS.index_credentials,
});
const UPLOAD_FLAGS = ['force', 'skip_tests', 'skip_dependencies', 'skip_validation', 'atomic'] as const;
const FAILED = 'The pack could not be fetched, is invalid, or its tests failed.';

/** Installs one pack and answers with it, as Attune's command line expects. */
@ApiTags('packs')
@Controller('api/v1/packs')
@RequiresScope('install')
export class InstallsController {
  constructor(
    private readonly installs: InstallOneService,
    private readonly uploads: UploadService,
    private readonly packs: PackViews,
    private readonly given: UploadedFiles,
  ) {}

  @Post('register')
  @HttpCode(201)
  @Accepts(RegisterBody, { path: '/tmp/attune-packs/slack' })
  @Answers(201, z.object({ data: PackRegisterView, message: z.string() }), 'The pack is registered and enabled.')
  @AnswersError(422, FAILED)
  @AnswersError(409, 'The version is installed with other content.')
  async register(@Body() given: unknown, @Req() request: AuthorizedRequest) {
    const { path, skip_tests, force } = parseRequest(RegisterBody, given);
    const body = { pack_paths: [path], skip_tests, force };
    const { ref, testResult } = await this.installs.run({ action: 'core.register_packs', body, request });
    const pack = await this.packs.view(ref);
    const data = { ...pack, pack, test_result: testResult, tests_skipped: skip_tests };
    return { data, message: 'Pack registered successfully' };
  }

  @Post('install')
  @HeedsLimits()
  @HttpCode(200)
  @Accepts(InstallBody, { source: 'https://github.com/attune/pack-slack.git', ref_spec: 'v1.0.0' })
  @Answers(200, z.object({ data: PackInstallView }), 'The pack and what it depends on is installed and enabled.')
  @AnswersError(422, FAILED)
  @AnswersError(404, 'No registry has such a pack.')
  @AnswersError(409, 'A dependency is missing or in conflict.')
  async install(@Body() given: unknown, @Req() request: AuthorizedRequest) {
    const { source, skip_deps, ...same } = parseRequest(InstallBody, given);
    const { ref_spec, skip_tests, force, index_credentials } = same;
    const body = { packs: [source], ref_spec, skip_tests, skip_dependencies: skip_deps, force, index_credentials };
    const { limits } = request.caller;
    const { ref, testResult } = await this.installs.run({ action: 'core.install_packs', body, limits, request });
    return { data: { pack: await this.packs.view(ref), test_result: testResult, tests_skipped: skip_tests } };
  }

  @Post('upload')
  @HttpCode(201)
  @ApiConsumes('multipart/form-data')
  @ApiBody({
    schema: {
      type: 'object',
      required: ['pack'],
      properties: {
        pack: { type: 'string', format: 'binary', description: 'A .tar.gz or .zip archive.' },
        force: { type: 'string', description: '`true` replaces a version that is installed with other content.' },
        skip_tests: { type: 'string', description: '`true` leaves the tests out.' },
        skip_dependencies: { type: 'string', description: '`true` installs it without the packs that it needs.' },
        skip_validation: { type: 'string', description: '`true` leaves out files of components that are wrong.' },
        atomic: { type: 'string', description: '`true` enables nothing unless what it needs can be enabled, too.' },
        registry_url: {
          type: 'string',
          description: 'URL or path of an index, where what it needs is looked up instead of in the known ones.',
        },
      },
    },
  })
  @Answers(201, z.object({ data: PackInstallView, message: z.string() }), 'The pack is installed and enabled.')
  @AnswersError(400, "The part 'pack' is missing, the body is no multipart form, or registry_url is no URL or path.")
  @AnswersError(409, 'The version is installed with other content, or a dependency is missing or in conflict.')
  @AnswersError(413, 'The archive is larger than allowed.')
  @AnswersError(422, FAILED)
  async upload(@Req() request: AuthorizedRequest) {
    const upload = await this.uploads.receive(request);
    try {
      const { file: path, name, fields } = upload;
      const flags = Object.fromEntries(UPLOAD_FLAGS.map((flag) => [flag, isTrue(fields[flag])]));
      const body = { packs: [path], ...flags, registry_url: fields['registry_url'] };
      const sources: ParsedSource[] = [
        { source: { kind: 'local', path, upload: name, ...(await this.given.share(path)) } },
      ];
      // The file is there until then.
      const asked = { action: 'core.install_packs', body, sources, request, outlivesClient: true } as const;
      const { ref, testResult } = await this.installs.run(asked);
      const tests_skipped = isTrue(fields['skip_tests']);
      const data = { pack: await this.packs.view(ref), test_result: testResult, tests_skipped };
      return { data, message: 'Pack uploaded and registered successfully' };
    } finally {
      await this.uploads.remove(upload);
    }
  }
}
