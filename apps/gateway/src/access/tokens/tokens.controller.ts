import { Body, Controller, Delete, Get, Header, HttpCode, Param, Post, Query, Req } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  CreatedToken,
  DEFAULT_TOKEN_SECONDS,
  NewTokenBody,
  Pagination,
  RevokedToken,
  TokenView,
} from '@packyard/contracts';
import { z } from 'zod';
import { pageOf } from '../../http/envelope';
import { Accepts, AcceptsQuery, Answers, AnswersError } from '../../http/docs/open-api';
import { parseRequest } from '../../http/errors/parameters-invalid';
import type { AuthorizedRequest } from '../access.guard';
import { RequiresScope } from '../requires-scope.decorator';
import { presentToken } from './present-token';
import { TokensService } from './tokens.service';

const ListQuery = z.object({
  page: z.coerce.number().int().min(1).max(1_000_000).default(1),
  page_size: z.coerce.number().int().min(1).max(100).default(50),
});
const Many = z.object({ items: z.array(TokenView), data: z.array(TokenView), pagination: Pagination });

@ApiTags('tokens')
@Controller('api/v1/tokens')
@RequiresScope('admin')
export class TokensController {
  constructor(private readonly tokens: TokensService) {}

  @Get()
  @AcceptsQuery(ListQuery)
  @Answers(200, Many, 'Newest first, revoked and expired ones included.')
  async list(@Query() query: unknown) {
    const { page, page_size: pageSize } = parseRequest(ListQuery, query);
    const [rows, total] = await this.tokens.list({ page, pageSize });
    return pageOf(rows.map(presentToken), total, { page, pageSize });
  }

  @Post()
  @Header('cache-control', 'no-store')
  @Accepts(NewTokenBody, { name: 'ci', scope: 'install', expires_in: 2_592_000 })
  @Answers(201, z.object({ data: CreatedToken }), 'The token, shown this once.')
  @AnswersError(400, 'Fields are unknown, missing or ill-typed, all of them named.')
  @AnswersError(409, 'A token that is in use has that name.')
  async create(@Body() body: unknown, @Req() { caller }: AuthorizedRequest) {
    const {
      name,
      scope,
      expires_in: seconds = DEFAULT_TOKEN_SECONDS,
      limits = null,
    } = parseRequest(NewTokenBody, body);
    const expiresAt = seconds === null ? null : new Date(Date.now() + seconds * 1000);
    const wanted = { name, scope, createdBy: caller.actor, expiresAt, limits };
    const { token, row } = await this.tokens.create(wanted);
    return { data: { token, ...presentToken(row) } };
  }

  @Post(':id/revoke')
  @HttpCode(200)
  @Answers(200, z.object({ data: RevokedToken }), 'It opens nothing any more, and the sessions it began have ended.')
  @AnswersError(404, 'There is no such token.')
  @AnswersError(409, 'It is the token that the service starts with.')
  async revoke(@Param('id') id: string, @Req() { caller }: AuthorizedRequest) {
    const { row, remaining } = await this.tokens.revoke(id, caller.actor);
    const shown = remaining.map(({ id: ofOther, name, scope }) => ({ id: ofOther, name, scope }));
    return { data: { ...presentToken(row), remaining: shown } };
  }

  @Delete(':id')
  @Answers(200, z.object({ success: z.literal(true), message: z.string() }), 'As revoked, and forgotten.')
  @AnswersError(404, 'There is no such token.')
  @AnswersError(409, 'It is the token that the service starts with.')
  async remove(@Param('id') id: string, @Req() { caller }: AuthorizedRequest) {
    const { name } = await this.tokens.remove(id, caller.actor);
    return { success: true, message: `Token '${name}' deleted` };
  }
}
