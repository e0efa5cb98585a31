import { Body, Controller, Get, Header, HttpCode, Inject, Post, Req, UseInterceptors } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  LoginBody,
  LoginSettings,
  LoginView,
  RefreshBody,
  SessionView,
  TokenLoginBody,
  WhoamiView,
} from '@packyard/contracts';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { Accepts, Answers, AnswersError } from '../../http/docs/open-api';
import { parseRequest } from '../../http/errors/parameters-invalid';
import type { AuthorizedRequest } from '../access.guard';
import { LOGIN_SETTINGS } from './login-settings';
import { RequiresScope } from '../requires-scope.decorator';
import { presentCaller } from '../tokens/present-token';
import { SessionsService } from './sessions.service';
import { ThrottleLoginsInterceptor } from './throttle-logins.interceptor';

const LoggedIn = z.object({ data: LoginView });
const LoggedOut = z.object({ success: z.literal(true), message: z.string() });

/** Attune's login routes. */
@ApiTags('auth')
@Controller('auth')
export class LoginController {
  constructor(
    private readonly sessions: SessionsService,
    @Inject(LOGIN_SETTINGS) private readonly ways: LoginSettings,
  ) {}

  @Post('login')
  @HttpCode(200)
  @RequiresScope('nobody')
  @UseInterceptors(ThrottleLoginsInterceptor)
  @Header('cache-control', 'no-store')
  @Accepts(LoginBody, { login: 'admin', password: 'pky_…' })
  @Answers(200, LoggedIn, 'Tokens of a session, with the scope of the token that came as password.')
  @AnswersError(401, 'There is no such token, or it has another name.')
  @AnswersError(429, 'Ten logins from this address failed within a minute.')
  async login(@Body() body: unknown, @Req() { ip: address }: FastifyRequest) {
    const { login, password } = parseRequest(LoginBody, body);
    return { data: await this.sessions.begin(password, { name: login, address }) };
  }

  @Post('token-login')
  @HttpCode(200)
  @RequiresScope('nobody')
  @UseInterceptors(ThrottleLoginsInterceptor)
  @Header('cache-control', 'no-store')
  @Accepts(TokenLoginBody, { token: 'pky_…' })
  @Answers(200, LoggedIn, 'Tokens of a session, with the scope of the token.')
  @AnswersError(401, 'There is no such token.')
  @AnswersError(429, 'Ten logins from this address failed within a minute.')
  async tokenLogin(@Body() body: unknown, @Req() { ip: address }: FastifyRequest) {
    const { token } = parseRequest(TokenLoginBody, body);
    return { data: await this.sessions.begin(token, { address }) };
  }

  @Post('refresh')
  @HttpCode(200)
  @RequiresScope('nobody')
  @Header('cache-control', 'no-store')
  @Accepts(RefreshBody, { refresh_token: 'pky_…' })
  @Answers(200, z.object({ data: SessionView }), 'New tokens; the refresh token that came is used up.')
  @AnswersError(401, 'The refresh token is missing, used up, revoked or expired, or is no refresh token.')
  async refresh(@Body() body: unknown, @Req() { ip: address }: FastifyRequest) {
    const { refresh_token: token } = parseRequest(RefreshBody, body ?? {});
    return { data: await this.sessions.refresh(token ?? undefined, address) };
  }

  @Get('me')
  @RequiresScope('read')
  @Answers(200, z.object({ data: WhoamiView }), 'Who is asking, and what that one may do.')
  @AnswersError(401, 'The token is missing or not usable.')
  async whoami(@Req() { caller }: AuthorizedRequest) {
    return { data: presentCaller(await this.sessions.loggedInAs(caller.tokenId)) };
  }

  @Get('settings')
  @RequiresScope('nobody')
  @Answers(200, z.object({ data: LoginSettings }), 'Which ways to log in there are.')
  settings() {
    return { data: this.ways };
  }

  @Post('logout')
  @HttpCode(200)
  @RequiresScope('read')
  @Answers(200, LoggedOut, 'The session of the access token has ended. A token that is no session stays usable.')
  async logout(@Req() { caller }: AuthorizedRequest) {
    await this.sessions.end(caller.tokenId, caller.actor);
    return { success: true, message: 'Logged out' };
  }

  @Get('logout')
  @RequiresScope('read')
  @Answers(200, LoggedOut, 'As POST.')
  logoutByGet(@Req() request: AuthorizedRequest) {
    return this.logout(request);
  }
}
