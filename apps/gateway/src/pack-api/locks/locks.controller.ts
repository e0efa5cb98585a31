import { Controller, Get, HttpCode, Post, Req } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiTags } from '@nestjs/swagger';
import { LockInstalledView, PackLock } from '@packyard/contracts';
import { z } from 'zod';
import type { AuthorizedRequest } from '../../access/access.guard';
import { RequiresScope } from '../../access/requires-scope.decorator';
import { Answers, AnswersError } from '../../http/docs/open-api';
import { LockInstallService } from './lock-install.service';
import { PackLockViews } from './pack-lock-views';

/** What is enabled to the digest, out of one service and into another. */
@ApiTags('packs')
@Controller('api/v1/lock')
export class LocksController {
  constructor(
    private readonly locks: PackLockViews,
    private readonly installs: LockInstallService,
  ) {}

  @Get()
  @RequiresScope('read')
  @Answers(200, z.object({ data: PackLock }), 'What is enabled, by name.')
  async show() {
    return { data: await this.locks.read() };
  }

  @Post('install')
  @RequiresScope('install')
  @HttpCode(202)
  @ApiConsumes('multipart/form-data')
  @ApiBody({
    schema: {
      type: 'object',
      required: ['lock'],
      properties: {
        lock: { type: 'string', format: 'binary', description: 'A lock, as JSON.' },
        force: {
          type: 'string',
          description: '`true` replaces versions that are installed with other content, and ignores failed tests.',
        },
        skip_tests: { type: 'string', description: '`true` leaves the tests out.' },
        index_credentials: {
          type: 'string',
          format: 'password',
          description: 'As the parameter of `core.install_packs`, as JSON.',
        },
      },
    },
  })
  @Answers(202, z.object({ data: LockInstalledView }), 'Exactly what the lock says is being installed, all or nothing.')
  @AnswersError(400, "The part 'lock' is missing, or is no lock.")
  @AnswersError(409, 'The lock is for another platform.')
  @AnswersError(413, 'The lock is too large.')
  @AnswersError(422, 'The lock contradicts itself, or names something that can not be fetched.')
  async install(@Req() request: AuthorizedRequest) {
    return { data: await this.installs.run(request) };
  }
}
