import { Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { DELIVERY_STATUSES, DeliveryView, Pagination } from '@packyard/contracts';
import { z } from 'zod';
import { RequiresScope } from '../access/requires-scope.decorator';
import { AcceptsQuery, Answers, AnswersError } from '../http/docs/open-api';
import { pageOf } from '../http/envelope';
import { parseRequest } from '../http/errors/parameters-invalid';
import { PageQuery, readPage } from '../http/page-query';
import { DeliveriesService } from './deliveries.service';
import { presentDelivery } from './present-webhook';

const One = z.object({ data: DeliveryView });
const Many = z.object({ items: z.array(DeliveryView), data: z.array(DeliveryView), pagination: Pagination });
const Filter = z.object({ status: z.enum(DELIVERY_STATUSES).optional() });
const NOT_FOUND = 'There is no such webhook or delivery.';

/** What a webhook was told. */
@ApiTags('webhooks')
@Controller('api/v1/webhooks/:id')
export class DeliveriesController {
  constructor(private readonly deliveries: DeliveriesService) {}

  @Post('test')
  @HttpCode(200)
  @RequiresScope('admin')
  @Answers(200, One, 'After one attempt; when that failed, others follow.')
  @AnswersError(404, NOT_FOUND)
  async test(@Param('id') id: string) {
    return { data: presentDelivery(await this.deliveries.test(id)) };
  }

  @Get('deliveries')
  @RequiresScope('admin')
  @AcceptsQuery(PageQuery.extend(Filter.shape))
  @Answers(200, Many, 'Newest first.')
  @AnswersError(404, NOT_FOUND)
  async list(@Param('id') id: string, @Query() query: unknown) {
    const page = readPage(query);
    const [rows, total] = await this.deliveries.list(id, { ...parseRequest(Filter, query), ...page });
    return pageOf(rows.map(presentDelivery), total, page);
  }

  @Post('deliveries/:delivery/resend')
  @HttpCode(200)
  @RequiresScope('admin')
  @Answers(200, One, 'After one more attempt, with the same message id.')
  @AnswersError(404, NOT_FOUND)
  async resend(@Param('id') id: string, @Param('delivery') delivery: string) {
    return { data: presentDelivery(await this.deliveries.resend(id, delivery)) };
  }
}
