import { setTimeout as delay } from 'node:timers/promises';
import { Controller, Get } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ServiceSummary, StageHealth } from '@packyard/contracts';
import { CachedAnswer, ReadinessCheck } from '@packyard/pipeline';
import { ContainmentReportRepository } from '@packyard/schema';
import { z } from 'zod';
import { RequiresScope } from '../access/requires-scope.decorator';
import { Answers, AnswersError } from './docs/open-api';
import { Drain } from './shutdown-drain';

const Health = z.object({ status: z.literal('ok') });
const Readiness = z.object({
  status: z.enum(['ok', 'degraded']),
  stages: z.array(StageHealth),
  free_bytes: z.number(),
});
const PATIENCE_MS = 1000;
// Anybody may ask, as often as they like.
const KEPT_MS = 1000;
const OK = { status: 'ok' } as const;

@ApiTags('health')
@Controller('health')
@RequiresScope('nobody')
export class HealthController {
  private readonly contained = new CachedAnswer(() => this.containment.current(), KEPT_MS);

  constructor(
    private readonly readiness: ReadinessCheck,
    private readonly containment: ContainmentReportRepository,
    private readonly drain: Drain,
  ) {}

  @Get()
  @Answers(200, ServiceSummary, 'The process runs; and what contains foreign code in the workers.')
  async summary(): Promise<ServiceSummary> {
    // That the database does not answer is what the other route is for.
    const known = this.contained.get().catch(() => undefined);
    const containment = await Promise.race([known, delay(PATIENCE_MS, undefined, { ref: false })]);
    return containment === undefined ? OK : { ...OK, containment };
  }

  @Get('live')
  @Answers(200, Health, 'The process runs.')
  live(): z.infer<typeof Health> {
    return OK;
  }

  @Get('ready')
  @Answers(
    200,
    Readiness,
    'Database, queues and disk answer, and the schema fits. Degraded: work waits for a worker or a slot.',
  )
  @AnswersError(503, 'One of them does not, or not in time; or the gateway is shutting down.')
  async ready(): Promise<z.infer<typeof Readiness>> {
    this.drain.assertServing();
    const { status, stages, freeBytes } = await this.readiness.run();
    return { status, stages, free_bytes: freeBytes };
  }
}
