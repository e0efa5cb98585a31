import { Injectable } from '@nestjs/common';
import { STAGES } from '@packyard/contracts';
import { Gauge } from 'prom-client';
import { LeaseHolder } from '../tasks/lease-holder';
import { ProcessMetrics } from './process-metrics';

/** What this process is at work on. */
@Injectable()
export class LeaseMetrics {
  constructor({ registry }: ProcessMetrics, leases: LeaseHolder) {
    new Gauge({
      name: 'packyard_leases',
      help: 'Tasks that this process holds the lease of, by stage.',
      labelNames: ['stage'] as const,
      registers: [registry],
      collect() {
        for (const stage of STAGES) this.set({ stage }, leases.count(stage));
      },
    });
  }
}
