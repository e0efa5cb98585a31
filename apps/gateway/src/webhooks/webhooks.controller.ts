import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put, Req } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { NewWebhook, WebhookChanges, WebhookView, WebhookWithSecret } from '@packyard/contracts';
import { z } from 'zod';
import type { AuthorizedRequest } from '../access/access.guard';
import { RequiresScope } from '../access/requires-scope.decorator';
import { Accepts, Answers, AnswersError } from '../http/docs/open-api';
import { parseRequest } from '../http/errors/parameters-invalid';
import { presentWebhook } from './present-webhook';
import { WebhooksService } from './webhooks.service';

const One = z.object({ data: WebhookView });
const WithSecret = z.object({ data: WebhookWithSecret });
const EXAMPLE = { url: 'https://hooks.example.org/packyard', events: ['execution.failed', 'pack.*'] };
const INVALID = 'Fields are missing, unknown or ill-typed, all of them named.';
const NOT_FOUND = 'There is no such webhook.';
const REFUSED = 'It would be sent into a private network, or there are too many.';

/** Who is told of what. */
@ApiTags('webhooks')
@Controller('api/v1/webhooks')
export class WebhooksController {
  constructor(private readonly webhooks: WebhooksService) {}

  @Get()
  @RequiresScope('admin')
  @Answers(200, z.object({ data: z.array(WebhookView) }), 'In the order in which they were made.')
  async list() {
    return { data: (await this.webhooks.list()).map(presentWebhook) };
  }

  @Post()
  @RequiresScope('admin')
  @Accepts(NewWebhook, EXAMPLE)
  @Answers(201, WithSecret, 'It is told from now on.')
  @AnswersError(400, INVALID)
  @AnswersError(422, REFUSED)
  async create(@Body() body: unknown, @Req() { caller }: AuthorizedRequest) {
    const { row, secret } = await this.webhooks.create(parseRequest(NewWebhook, body), caller.actor);
    return { data: { ...presentWebhook(row), secret } };
  }

  @Get(':id')
  @RequiresScope('admin')
  @Answers(200, One, 'Without its secret.')
  @AnswersError(404, NOT_FOUND)
  async show(@Param('id') id: string) {
    return { data: presentWebhook(await this.webhooks.find(id)) };
  }

  @Put(':id')
  @RequiresScope('admin')
  @Accepts(WebhookChanges, { enabled: true })
  @Answers(200, One, 'As it is now.')
  @AnswersError(400, INVALID)
  @AnswersError(404, NOT_FOUND)
  @AnswersError(422, REFUSED)
  async update(@Param('id') id: string, @Body() body: unknown, @Req() { caller }: AuthorizedRequest) {
    const changes = parseRequest(WebhookChanges, body);
    return { data: presentWebhook(await this.webhooks.update(id, changes, caller.actor)) };
  }

  @Delete(':id')
  @RequiresScope('admin')
  @Answers(200, One, 'It is told nothing any more; what it was told is forgotten.')
  @AnswersError(404, NOT_FOUND)
  async remove(@Param('id') id: string, @Req() { caller }: AuthorizedRequest) {
    return { data: presentWebhook(await this.webhooks.remove(id, caller.actor)) };
  }

  @Post(':id/secret')
  @HttpCode(200)
  @RequiresScope('admin')
  @Answers(200, WithSecret, 'For a day, what is sent is signed with the former secret as well.')
  @AnswersError(404, NOT_FOUND)
  async rotate(@Param('id') id: string, @Req() { caller }: AuthorizedRequest) {
    const { row, secret } = await this.webhooks.rotate(id, caller.actor);
    return { data: { ...presentWebhook(row), secret } };
  }
}
