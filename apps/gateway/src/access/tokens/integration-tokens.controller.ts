import { Body, Controller, Delete, Get, Header, HttpCode, Param, Post, Req } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { IntegrationTokenView, NewIntegrationToken, Pagination } from '@packyard/contracts';
import { z } from 'zod';
import { pageOf } from '../../http/envelope';
import { Accepts, Answers, AnswersError } from '../../http/docs/open-api';
import { ParametersInvalid, parseRequest } from '../../http/errors/parameters-invalid';
import type { AuthorizedRequest } from '../access.guard';
import { RequiresScope } from '../requires-scope.decorator';
import { presentIntegrationToken } from './present-token';
import { TokensService } from './tokens.service';

/** Attune's command line never requests a second page. */
const EVERYTHING = { page: 1, pageSize: 1000 };

const Identity = z.object({ identity_id: z.string().regex(/^[1-9]\d{0,9}$/, 'must be a whole number') });
const Many = z.object({
  items: z.array(IntegrationTokenView),
  data: z.array(IntegrationTokenView),
  pagination: Pagination,
});
const Created = z.object({ token: z.string(), integration_token: IntegrationTokenView });
const Message = z.object({ message: z.string() });

/** Attune's routes for tokens. Every identity id sees all tokens. */
@ApiTags('tokens')
@Controller('api/v1/identities/:identity_id/integration-tokens')
@RequiresScope('admin')
export class IntegrationTokensController {
  constructor(private readonly tokens: TokensService) {}

  @Get()
  @Answers(200, Many, 'The newest thousand, revoked and expired ones included.')
  async list(@Param('identity_id') identity: string) {
    const identityId = identityOf(identity);
    const [rows, total] = await this.tokens.list(EVERYTHING);
    const items = rows.filter(({ kind }) => kind === 'token').map((row) => presentIntegrationToken(row, identityId));
    return pageOf(items, total, EVERYTHING);
  }

  @Post()
  @Header('cache-control', 'no-store')
  @Accepts(NewIntegrationToken, { label: 'ci', expires_at: '2030-01-01T00:00:00Z' })
  @Answers(201, z.object({ data: Created }), 'The token, shown this once.')
  @AnswersError(400, 'Fields are missing or ill-typed, all of them named.')
  @AnswersError(409, 'A token that is in use has that name.')
  async create(@Param('identity_id') identity: string, @Body() body: unknown, @Req() { caller }: AuthorizedRequest) {
    const identityId = identityOf(identity);
    const wanted = parseRequest(NewIntegrationToken, body);
    const { token, row } = await this.tokens.create({
      name: wanted.label,
      scope: wanted.scope,
      createdBy: caller.actor,
      expiresAt: expiryOf(wanted),
      limits: null,
    });
    return { data: { token, integration_token: presentIntegrationToken(row, identityId) } };
  }

  @Post(':id/revoke')
  @HttpCode(200)
  @Answers(200, z.object({ data: IntegrationTokenView.extend(Message.shape) }), 'It opens nothing any more.')
  @AnswersError(404, 'There is no such token.')
  @AnswersError(409, 'It is the token that the service starts with.')
  async revoke(@Param('identity_id') identity: string, @Param('id') id: string, @Req() { caller }: AuthorizedRequest) {
    const identityId = identityOf(identity);
    const { row } = await this.tokens.revoke(id, caller.actor);
    return { data: { ...presentIntegrationToken(row, identityId), message: `Token '${row.name}' revoked` } };
  }

  @Delete(':id')
  @Answers(200, z.object({ data: Message }), 'As revoked, and forgotten.')
  @AnswersError(404, 'There is no such token.')
  @AnswersError(409, 'It is the token that the service starts with.')
  async remove(@Param('identity_id') identity: string, @Param('id') id: string, @Req() { caller }: AuthorizedRequest) {
    identityOf(identity);
    const { name } = await this.tokens.remove(id, caller.actor);
    return { data: { message: `Token '${name}' deleted` } };
  }
}

function identityOf(text: string): number {
  return Number(parseRequest(Identity, { identity_id: text }).identity_id);
}

function expiryOf({ expires_at: at, expires_in: seconds }: NewIntegrationToken): Date | null {
  if (typeof seconds === 'number') return new Date(Date.now() + seconds * 1000);
  if (typeof at !== 'string') return null;
  if (Date.parse(at) > Date.now()) return new Date(at);
  throw new ParametersInvalid([{ path: 'expires_at', message: 'must lie in the future' }]);
}
