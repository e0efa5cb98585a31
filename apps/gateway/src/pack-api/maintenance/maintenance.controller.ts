import { Body, Controller, Get, HttpCode, Post, Req } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { type Actor, CollectBody, CollectionView, UsageView } from '@packyard/contracts';
import { HomeInventory, Maintenance, type MaintenanceReport } from '@packyard/pipeline';
import { AuditRepository } from '@packyard/schema';
import { z } from 'zod';
import type { AuthorizedRequest } from '../../access/access.guard';
import { RequiresScope } from '../../access/requires-scope.decorator';
import { Accepts, Answers } from '../../http/docs/open-api';
import { parseRequest } from '../../http/errors/parameters-invalid';

/** What is kept, what keeps it, and how to get rid of the rest at once. */
@ApiTags('maintenance')
@Controller('api/v1/maintenance')
export class MaintenanceController {
  constructor(
    private readonly maintenance: Maintenance,
    private readonly inventory: HomeInventory,
    private readonly audit: AuditRepository,
  ) {}

  @Get('usage')
  @RequiresScope('admin')
  @Answers(200, z.object({ data: UsageView }), 'With what keeps each of them.')
  async usage() {
    const { items, ...usage } = await this.inventory.take();
    const shown = items.map(({ keptBy, ...item }) => ({ ...item, kept_by: keptBy }));
    return { data: { ...usage, items: shown } satisfies UsageView };
  }

  /** Unlike the regular maintenance, environments that nothing uses go although they might be used again soon. */
  @Post('collect')
  @HttpCode(200)
  @RequiresScope('admin')
  @Accepts(CollectBody, { dry_run: true })
  @Answers(200, z.object({ data: CollectionView }), 'What went, or would.')
  async collect(@Body() body: unknown, @Req() { caller }: AuthorizedRequest) {
    const { dry_run: isRehearsal } = parseRequest(CollectBody, body ?? {});
    const report = await this.maintenance.run({ isRehearsal, isThorough: true });
    if (!isRehearsal) await this.record(report, caller.actor);
    return { data: present(report) };
  }

  private async record({ bytes, items, rows }: MaintenanceReport, actor: Actor): Promise<void> {
    const after = { bytes, items: items.length, rows };
    const event = { actor, action: 'maintenance.collect', subject: 'maintenance', after } as const;
    await this.audit.record(
      () => Promise.resolve(),
      () => event,
    );
  }
}

function present({ isRehearsal, isComplete, ...report }: MaintenanceReport): CollectionView {
  return { dry_run: isRehearsal, is_complete: isComplete, ...report };
}
