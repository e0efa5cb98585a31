import { Body, Controller, Get, Header, HttpCode, Inject, Post, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { DeviceSessionBody, DeviceSignOn, LoginView, PendingSignOn, RejectedError } from '@packyard/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { Accepts, AcceptsQuery, Answers, AnswersError } from '../../http/docs/open-api';
import { parseRequest } from '../../http/errors/parameters-invalid';
import { RequiresScope } from '../requires-scope.decorator';
import { OUTCOME_SECONDS, SIGN_ON_SECONDS, SignOn } from './sign-on';
import { type SignOnCookie, signOnCookie } from './sign-on-cookie';

export const SIGN_ON = Symbol('sign-on');

const STARTED = 'packyard-sign-on';
const OUTCOME = 'packyard-signed-on';
const SLOWEST_SECONDS = 5;
const NONE = 'No provider of identities is set.';

// What providers send back, some of them more than OpenID Connect asks for.
const MAX_CHARACTERS = 8192;
const given = z.string().max(MAX_CHARACTERS).optional();
const Returned = z.object({
  code: given,
  state: given,
  iss: given,
  error: given,
  error_description: given,
  error_uri: given,
  session_state: given,
  client_info: given,
  scope: given,
  authuser: given,
  prompt: given,
  hd: given,
});
const LoggedIn = z.object({ data: LoginView });

/** Single sign-on by OpenID Connect: for browsers, and for programs that have none. */
@ApiTags('auth')
@Controller('auth/oidc')
@RequiresScope('nobody')
export class SignOnController {
  constructor(@Inject(SIGN_ON) private readonly signOn: SignOn | null) {}

  @Get('login')
  @Answers(302, z.string(), 'To the provider of identities.')
  @AnswersError(404, NONE)
  @AnswersError(503, 'The provider does not answer.')
  async login(@Res() reply: FastifyReply): Promise<void> {
    const { url, kept } = await this.there.begin();
    const { name, options } = this.started(SIGN_ON_SECONDS);
    void reply.setCookie(name, kept, options).redirect(url, 302);
  }

  /** What came of it is fetched by the page that the browser is sent to: no address ever holds a token. */
  @Get('callback')
  @AcceptsQuery(Returned)
  @Answers(302, z.string(), 'To the pages of the service.')
  @AnswersError(404, NONE)
  async callback(@Req() { url, cookies, ip }: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const query = url.slice(url.indexOf('?') + 1);
    const started = this.started(0);
    const ended = this.outcome(OUTCOME_SECONDS);
    const outcome = await this.there.comeBack(url.includes('?') ? query : '', cookies[started.name], ip);
    void reply
      .clearCookie(started.name, started.options)
      .setCookie(ended.name, outcome, ended.options)
      .redirect(`${this.there.publicUrl}/?signed-on`, 302);
  }

  @Post('session')
  @HttpCode(200)
  @Header('cache-control', 'no-store')
  @Answers(200, LoggedIn, 'Tokens of a session, with the scope that the groups have. Once for each sign-on.')
  @AnswersError(401, 'Nobody signed on in this browser just now, or the provider refused it.')
  @AnswersError(403, 'None of the groups has a scope.')
  @AnswersError(404, NONE)
  async session(@Req() { cookies, ip }: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply) {
    const { name, options } = this.outcome(0);
    void reply.clearCookie(name, options);
    return { data: await this.there.end(cookies[name], ip) };
  }

  @Post('device')
  @HttpCode(200)
  @Header('cache-control', 'no-store')
  @Answers(200, z.object({ data: DeviceSignOn }), 'A code for somebody to enter in a browser, anywhere.')
  @AnswersError(404, NONE)
  @AnswersError(503, 'The provider does not answer, or knows no device codes.')
  async device() {
    const { verification_uri_complete: complete, interval, ...begun } = await this.there.beginDevice();
    const { device, user_code, verification_uri, expires_in } = begun;
    const uris = { verification_uri, verification_uri_complete: complete ?? null };
    return { data: { device, user_code, ...uris, expires_in, interval: interval ?? SLOWEST_SECONDS } };
  }

  @Post('device/session')
  @HttpCode(200)
  @Header('cache-control', 'no-store')
  @Accepts(DeviceSessionBody, { device: '…' })
  @Answers(200, LoggedIn, 'Tokens of a session, with the scope that the groups have.')
  @Answers(202, z.object({ data: PendingSignOn }), 'Nobody has entered the code yet: ask again after the interval.')
  @AnswersError(401, 'The code was refused, or not entered in time.')
  @AnswersError(403, 'None of the groups has a scope.')
  @AnswersError(404, NONE)
  async deviceSession(
    @Body() body: unknown,
    @Req() { ip }: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const { device } = parseRequest(DeviceSessionBody, body);
    const begun = await this.there.endDevice(device, ip);
    if (begun !== undefined) return { data: begun };
    void reply.status(202);
    return { data: { pending: true } };
  }

  /** The session of the service is ended with POST /auth/logout. */
  @Get('logout')
  @Answers(302, z.string(), 'To where the browser signs off from the provider, or to the pages of the service.')
  @AnswersError(404, NONE)
  async logout(@Res() reply: FastifyReply): Promise<void> {
    const url = await this.there.provider.endUrl();
    void reply.redirect(url?.href ?? `${this.there.publicUrl}/`, 302);
  }

  private get there(): SignOn {
    if (this.signOn !== null) return this.signOn;
    throw new RejectedError('ROUTE_NOT_FOUND', 'There is no single sign-on here.', {
      hint: 'Set PACKYARD_OIDC_ISSUER and what belongs to it, or log in with a token.',
    });
  }

  private started(maxAge: number): SignOnCookie {
    // Lax: the provider sends the browser back from another site.
    return signOnCookie(this.there.publicUrl, STARTED, { sameSite: 'lax', maxAge });
  }

  private outcome(maxAge: number): SignOnCookie {
    return signOnCookie(this.there.publicUrl, OUTCOME, { sameSite: 'strict', maxAge });
  }
}
