import { Body, Controller, Delete, Get, Param, Put, Req } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { UserBody, UserView } from '@packyard/contracts';
import { z } from 'zod';
import type { AuthorizedRequest } from '../access.guard';
import { RequiresScope } from '../requires-scope.decorator';
import { Accepts, Answers, AnswersError } from '../../http/docs/open-api';
import { parseRequest } from '../../http/errors/parameters-invalid';
import { UsersService } from './users.service';

const NOT_FOUND = 'There is no such user.';

@ApiTags('accounts')
@Controller('api/v1/users')
export class UsersController {
  constructor(private readonly users: UsersService) {}

  @Get()
  @RequiresScope('read')
  @Answers(200, z.object({ data: z.array(UserView) }), 'By name.')
  async list() {
    return { data: await this.users.list() };
  }

  @Get(':user')
  @RequiresScope('read')
  @Answers(200, z.object({ data: UserView }), 'With the groups.')
  @AnswersError(404, NOT_FOUND)
  async show(@Param('user') user: string) {
    return { data: await this.users.show(user) };
  }

  @Put(':user')
  @RequiresScope('admin')
  @Accepts(UserBody, { email: 'ada@example.org', full_name: 'Ada Lovelace' })
  @Answers(200, z.object({ data: UserView }), 'Made, or changed: what was not named stays as it was.')
  async put(@Param('user') user: string, @Body() body: unknown, @Req() { caller }: AuthorizedRequest) {
    return { data: await this.users.put(user, parseRequest(UserBody, body ?? {}), caller.actor) };
  }

  @Delete(':user')
  @RequiresScope('admin')
  @Answers(200, z.object({ success: z.literal(true), message: z.string() }), 'The user is gone.')
  @AnswersError(403, 'The user admin is never deleted.')
  @AnswersError(404, NOT_FOUND)
  async remove(@Param('user') user: string, @Req() { caller }: AuthorizedRequest) {
    await this.users.remove(user, caller.actor);
    return { success: true, message: `User '${user}' deleted` };
  }

  @Get(':user/permissions')
  @RequiresScope('read')
  @Answers(200, z.object({ data: z.array(z.string()) }), 'As bundle:permission.')
  @AnswersError(404, NOT_FOUND)
  async permissions(@Param('user') user: string) {
    return { data: await this.users.permissions(user) };
  }
}
