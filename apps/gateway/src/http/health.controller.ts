import { Controller, Get } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { StageHealth } from '@packyard/contracts';
import { ReadinessCheck } from '@packyard/pipeline';
import { z } from 'zod';
import { Needs } from '../access/needs.decorator';
import { Answers, AnswersError } from './docs/open-api';

const Health = z.object({ status: z.literal('ok') });
const Readiness = z.object({
  status: z.enum(['ok', 'degraded']),
  stages: z.array(StageHealth),
  free_bytes: z.number(),
});
const OK = { status: 'ok' } as const;

@ApiTags('health')
@Controller('health')
@Needs('nobody')
export class HealthController {
  constructor(private readonly readiness: ReadinessCheck) {}

  @Get()
  @Answers(200, Health, 'The process runs.')
  summary(): z.infer<typeof Health> {
    return OK;
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
  @AnswersError(503, 'One of them does not, or not in time.')
  async ready(): Promise<z.infer<typeof Readiness>> {
    const { status, stages, freeBytes } = await this.readiness.run();
    return { status, stages, free_bytes: freeBytes };
  }
}
