import { GroupView, RoleView, UserView } from '@packyard/contracts';
import { z } from 'zod';
import { AnswerReader } from './answer-reader';
import { LIMITS } from './api-client';
import type { Connection } from './connection';
import type { components } from './generated/api';
import type { Api } from './http/api';
import { connectApi } from './http-session';

type Schemas = components['schemas'];
export type NewUser = Schemas['UserBody'];

const Removed = z.object({ success: z.boolean(), message: z.string() });
const Names = z.array(z.string());

/** The part of the HTTP API that is about users, groups and roles. */
export class AccountsClient {
  private readonly api: Api;
  private readonly answers: AnswerReader;

  constructor(connection: Connection) {
    this.api = connectApi(connection, LIMITS);
    this.answers = new AnswerReader(connection);
  }

  users(): Promise<UserView[]> {
    return this.answers.one(z.array(UserView), this.api.GET('/api/v1/users'));
  }

  user(user: string): Promise<UserView> {
    return this.answers.one(UserView, this.api.GET('/api/v1/users/{user}', { params: { path: { user } } }));
  }

  permissionsOf(user: string): Promise<string[]> {
    return this.answers.one(Names, this.api.GET('/api/v1/users/{user}/permissions', { params: { path: { user } } }));
  }

  putUser(user: string, body: NewUser): Promise<UserView> {
    return this.answers.one(UserView, this.api.PUT('/api/v1/users/{user}', { params: { path: { user } }, body }));
  }

  removeUser(user: string): Promise<z.infer<typeof Removed>> {
    return this.answers.read(Removed, this.api.DELETE('/api/v1/users/{user}', { params: { path: { user } } }));
  }

  groups(): Promise<string[]> {
    return this.answers.one(Names, this.api.GET('/api/v1/groups'));
  }

  group(group: string): Promise<GroupView> {
    return this.answers.one(GroupView, this.api.GET('/api/v1/groups/{group}', { params: { path: { group } } }));
  }

  createGroup(group: string): Promise<GroupView> {
    return this.answers.one(GroupView, this.api.PUT('/api/v1/groups/{group}', { params: { path: { group } } }));
  }

  removeGroup(group: string): Promise<z.infer<typeof Removed>> {
    return this.answers.read(Removed, this.api.DELETE('/api/v1/groups/{group}', { params: { path: { group } } }));
  }

  setMember(group: string, user: string, isMember: boolean): Promise<GroupView> {
    const params = { path: { group, user } };
    const answer = isMember
      ? this.api.PUT('/api/v1/groups/{group}/members/{user}', { params })
      : this.api.DELETE('/api/v1/groups/{group}/members/{user}', { params });
    return this.answers.one(GroupView, answer);
  }

  setRole(group: string, role: string, isGiven: boolean): Promise<GroupView> {
    const params = { path: { group, role } };
    const answer = isGiven
      ? this.api.PUT('/api/v1/groups/{group}/roles/{role}', { params })
      : this.api.DELETE('/api/v1/groups/{group}/roles/{role}', { params });
    return this.answers.one(GroupView, answer);
  }

  roles(): Promise<string[]> {
    return this.answers.one(Names, this.api.GET('/api/v1/roles'));
  }

  role(role: string): Promise<RoleView> {
    return this.answers.one(RoleView, this.api.GET('/api/v1/roles/{role}', { params: { path: { role } } }));
  }

  createRole(role: string): Promise<RoleView> {
    return this.answers.one(RoleView, this.api.PUT('/api/v1/roles/{role}', { params: { path: { role } } }));
  }

  removeRole(role: string): Promise<z.infer<typeof Removed>> {
    return this.answers.read(Removed, this.api.DELETE('/api/v1/roles/{role}', { params: { path: { role } } }));
  }

  setGrant(role: string, grant: { bundle: string; permission: string }, isGranted: boolean): Promise<RoleView> {
    const route = '/api/v1/roles/{role}/permissions/{bundle}/{permission}';
    const params = { path: { role, ...grant } };
    return this.answers.one(RoleView, isGranted ? this.api.PUT(route, { params }) : this.api.DELETE(route, { params }));
  }
}
