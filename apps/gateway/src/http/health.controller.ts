import { Controller, Get } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { UnavailableError } from '@packyard/contracts';
import { StageQueues } from '@packyard/pipeline';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import { Needs } from '../access/needs.decorator';
import { Answers, AnswersError } from './docs/open-api';

const Health = z.object({ status: z.literal('ok') });
const OK = { status: 'ok' } as const;

@ApiTags('health')
@Controller('health')
@Needs('nobody')
export class HealthController {
  constructor(
    private readonly dataSource: DataSource,
    private readonly queues: StageQueues,
  ) {}

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
  @Answers(200, Health, 'The database and the queues answer.')
  @AnswersError(503, 'One of them does not.')
  async ready(): Promise<z.infer<typeof Health>> {
    await this.mustAnswer('database', () => this.dataSource.query('SELECT 1'));
    await this.mustAnswer('queues', () => Promise.all(this.queues.all().map((queue) => queue.count())));
    return OK;
  }

  private async mustAnswer(what: string, ask: () => Promise<unknown>): Promise<void> {
    try {
      await ask();
    } catch (cause) {
      const hint = 'Look at the log of the service, and whether what DATABASE_URL and REDIS_URL name is up.';
      throw new UnavailableError('NOT_READY', `The ${what} can't be reached.`, { hint, cause });
    }
  }
}
