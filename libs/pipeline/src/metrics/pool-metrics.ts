import { Injectable } from '@nestjs/common';
import type { Pool } from 'pg';
import { Gauge } from 'prom-client';
import { DataSource } from 'typeorm';
import { ProcessMetrics } from './process-metrics';

/** How many connections to PostgreSQL this process has, and how many wait for one. */
@Injectable()
export class PoolMetrics {
  constructor({ registry }: ProcessMetrics, dataSource: DataSource) {
    new Gauge({
      name: 'packyard_database_connections',
      help: 'Connections to PostgreSQL by state: busy, idle, and what waits for one.',
      labelNames: ['state'] as const,
      registers: [registry],
      collect() {
        const { totalCount, idleCount, waitingCount } = (dataSource.driver as unknown as { master: Pool }).master;
        this.set({ state: 'busy' }, totalCount - idleCount);
        this.set({ state: 'idle' }, idleCount);
        this.set({ state: 'waiting' }, waitingCount);
      },
    });
  }
}
