import { Controller, Delete, Get, Param, Put, Req } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { GroupView } from '@packyard/contracts';
import { z } from 'zod';
import type { AuthorizedRequest } from '../access.guard';
import { RequiresScope } from '../requires-scope.decorator';
import { Answers, AnswersError } from '../../http/docs/open-api';
import { GroupsService } from './groups.service';

const One = z.object({ data: GroupView });
const NOT_FOUND = 'There is no such group.';
const EITHER_NOT_FOUND = 'There is no such group, user or role.';

@ApiTags('accounts')
@Controller('api/v1/groups')
export class GroupsController {
  constructor(private readonly groups: GroupsService) {}

  @Get()
  @RequiresScope('read')
  @Answers(200, z.object({ data: z.array(z.string()) }), 'Names.')
  async list() {
    return { data: await this.groups.list() };
  }

  @Get(':group')
  @RequiresScope('read')
  @Answers(200, One, 'With members and roles.')
  @AnswersError(404, NOT_FOUND)
  async show(@Param('group') group: string) {
    return { data: await this.groups.show(group) };
  }

  @Put(':group')
  @RequiresScope('admin')
  @Answers(200, One, 'The group is made.')
  @AnswersError(409, 'There is such a group already.')
  async create(@Param('group') group: string, @Req() { caller }: AuthorizedRequest) {
    await this.groups.create(group, caller.actor);
    return { data: await this.groups.show(group) };
  }

  @Delete(':group')
  @RequiresScope('admin')
  @Answers(200, z.object({ success: z.literal(true), message: z.string() }), 'The group is gone.')
  @AnswersError(403, 'The group admin is never deleted.')
  @AnswersError(404, NOT_FOUND)
  async remove(@Param('group') group: string, @Req() { caller }: AuthorizedRequest) {
    await this.groups.remove(group, caller.actor);
    return { success: true, message: `Group '${group}' deleted` };
  }

  @Put(':group/members/:user')
  @RequiresScope('admin')
  @Answers(200, One, 'The user is a member.')
  @AnswersError(404, EITHER_NOT_FOUND)
  async addMember(@Param('group') group: string, @Param('user') user: string, @Req() { caller }: AuthorizedRequest) {
    await this.groups.addMember(group, user, caller.actor);
    return { data: await this.groups.show(group) };
  }

  @Delete(':group/members/:user')
  @RequiresScope('admin')
  @Answers(200, One, 'The user is no member.')
  @AnswersError(404, EITHER_NOT_FOUND)
  async removeMember(@Param('group') group: string, @Param('user') user: string, @Req() { caller }: AuthorizedRequest) {
    await this.groups.removeMember(group, user, caller.actor);
    return { data: await this.groups.show(group) };
  }

  @Put(':group/roles/:role')
  @RequiresScope('admin')
  @Answers(200, One, 'The group has the role.')
  @AnswersError(404, EITHER_NOT_FOUND)
  async addRole(@Param('group') group: string, @Param('role') role: string, @Req() { caller }: AuthorizedRequest) {
    await this.groups.addRole(group, role, caller.actor);
    return { data: await this.groups.show(group) };
  }

  @Delete(':group/roles/:role')
  @RequiresScope('admin')
  @Answers(200, One, 'The group does not have the role.')
  @AnswersError(404, EITHER_NOT_FOUND)
  async removeRole(@Param('group') group: string, @Param('role') role: string, @Req() { caller }: AuthorizedRequest) {
    await this.groups.removeRole(group, role, caller.actor);
    return { data: await this.groups.show(group) };
  }
}
