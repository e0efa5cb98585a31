import { applyDecorators, Controller, Delete, Get, Param, Put, Req } from '@nestjs/common';
import { ApiParam, ApiTags } from '@nestjs/swagger';
import { RoleView } from '@packyard/contracts';
import { z } from 'zod';
import type { AuthorizedRequest } from '../access.guard';
import { RequiresScope } from '../requires-scope.decorator';
import { Answers, AnswersError } from '../../http/docs/open-api';
import { RolesService } from './roles.service';

const One = z.object({ data: RoleView });
const NOT_FOUND = 'There is no such role.';

const NamesGrant = () =>
  applyDecorators(...['role', 'bundle', 'permission'].map((name) => ApiParam({ name, type: 'string' })));

@ApiTags('accounts')
@Controller('api/v1/roles')
export class RolesController {
  constructor(private readonly roles: RolesService) {}

  @Get()
  @RequiresScope('read')
  @Answers(200, z.object({ data: z.array(z.string()) }), 'Names.')
  async list() {
    return { data: await this.roles.list() };
  }

  @Get(':role')
  @RequiresScope('read')
  @Answers(200, One, 'With its permissions, and the groups that have it.')
  @AnswersError(404, NOT_FOUND)
  async show(@Param('role') role: string) {
    return { data: await this.roles.show(role) };
  }

  @Put(':role')
  @RequiresScope('admin')
  @Answers(200, One, 'The role is made.')
  @AnswersError(409, 'There is such a role already.')
  async create(@Param('role') role: string, @Req() { caller }: AuthorizedRequest) {
    await this.roles.create(role, caller.actor);
    return { data: await this.roles.show(role) };
  }

  @Delete(':role')
  @RequiresScope('admin')
  @Answers(200, z.object({ success: z.literal(true), message: z.string() }), 'The role is gone.')
  @AnswersError(403, 'The role admin is never deleted.')
  @AnswersError(404, NOT_FOUND)
  async remove(@Param('role') role: string, @Req() { caller }: AuthorizedRequest) {
    await this.roles.remove(role, caller.actor);
    return { success: true, message: `Role '${role}' deleted` };
  }

  @Put(':role/permissions/:bundle/:permission')
  @NamesGrant()
  @RequiresScope('admin')
  @Answers(200, One, 'The role has the permission.')
  @AnswersError(400, 'That is no name for a permission of the site.')
  @AnswersError(404, 'There is no such role, or no installed version declares that permission.')
  async grant(
    @Param() { role, bundle, permission }: { role: string; bundle: string; permission: string },
    @Req() { caller }: AuthorizedRequest,
  ) {
    await this.roles.grant(role, { bundle, permission }, caller.actor);
    return { data: await this.roles.show(role) };
  }

  @Delete(':role/permissions/:bundle/:permission')
  @NamesGrant()
  @RequiresScope('admin')
  @Answers(200, One, 'The role does not have the permission.')
  @AnswersError(404, NOT_FOUND)
  async revoke(
    @Param() { role, bundle, permission }: { role: string; bundle: string; permission: string },
    @Req() { caller }: AuthorizedRequest,
  ) {
    await this.roles.revoke(role, { bundle, permission }, caller.actor);
    return { data: await this.roles.show(role) };
  }
}
