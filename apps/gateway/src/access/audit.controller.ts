import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { type AuditAction, AuditEventView, Pagination } from '@packyard/contracts';
import { type AuditEventEntity, AuditRepository } from '@packyard/schema';
import { z } from 'zod';
import { Needs } from './needs.decorator';
import { pageOf } from '../http/envelope';
import { AcceptsQuery, Answers } from '../http/docs/open-api';
import { PageQuery, readPage } from '../http/page-query';
import { parseRequest } from '../http/errors/parameters-invalid';

const Many = z.object({ items: z.array(AuditEventView), data: z.array(AuditEventView), pagination: Pagination });
const Filter = z.looseObject({
  subject: z.string().optional().describe('Such as: pack slack'),
  actor: z.string().optional(),
});

/** Who changed what. */
@ApiTags('audit')
@Controller('api/v1/audit')
export class AuditController {
  constructor(private readonly audit: AuditRepository) {}

  @Get()
  @Needs('admin')
  @AcceptsQuery(PageQuery.extend(Filter.shape))
  @Answers(200, Many, 'Newest first.')
  async list(@Query() query: unknown) {
    const page = readPage(query);
    const { subject, actor } = parseRequest(Filter, query);
    const [events, total] = await this.audit.list({ subject, actor, ...page });
    return pageOf(events.map(present), total, page);
  }
}

function present({ id, createdAt, actor, action, subject, before, after }: AuditEventEntity): AuditEventView {
  return {
    id,
    created: createdAt.toISOString(),
    actor,
    action: action as AuditAction,
    subject,
    before: before as AuditEventView['before'],
    after: after as AuditEventView['after'],
  };
}
