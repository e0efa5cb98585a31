import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { AUDIT_ACTIONS, type AuditAction, AuditEventView, Pagination, principalOf } from '@packyard/contracts';
import { type AuditEventEntity, AuditRepository } from '@packyard/schema';
import { z } from 'zod';
import { RequiresScope } from './requires-scope.decorator';
import { pageOf } from '../http/envelope';
import { AcceptsQuery, Answers } from '../http/docs/open-api';
import { PageQuery, readPage } from '../http/page-query';
import { parseRequest } from '../http/errors/parameters-invalid';

const Many = z.object({ items: z.array(AuditEventView), data: z.array(AuditEventView), pagination: Pagination });
const Filter = z.object({
  subject: z.string().optional().describe('Such as: pack slack'),
  actor: z.string().optional().describe('A name, or a kind and an id as in token:12.'),
  action: z.enum(AUDIT_ACTIONS).optional(),
});

/** Who changed what. */
@ApiTags('audit')
@Controller('api/v1/audit')
export class AuditController {
  constructor(private readonly audit: AuditRepository) {}

  @Get()
  @RequiresScope('admin')
  @AcceptsQuery(PageQuery.extend(Filter.shape))
  @Answers(200, Many, 'Newest first.')
  async list(@Query() query: unknown) {
    const page = readPage(query);
    const { subject, actor, action } = parseRequest(Filter, query);
    const [events, total] = await this.audit.list({ subject, actor, action, ...page });
    return pageOf(events.map(present), total, page);
  }
}

function present(event: AuditEventEntity): AuditEventView {
  const { kind, id, name } = principalOf(event.actor, event.actorKind, event.actorId);
  return {
    id: event.id,
    created: event.createdAt.toISOString(),
    actor: name,
    actor_kind: kind,
    actor_id: id,
    address: event.address,
    action: event.action as AuditAction,
    subject: event.subject,
    before: event.before as AuditEventView['before'],
    after: event.after as AuditEventView['after'],
    count: event.count,
    last: (event.lastAt ?? event.createdAt).toISOString(),
  };
}
