import { Injectable } from '@nestjs/common';
import { STAGES } from '@packyard/contracts';
import { ProcessMetrics } from '@packyard/pipeline';
import { WorkerProcessRepository } from '@packyard/schema';
import { Gauge } from 'prom-client';

const FIGURES = {
  workers: 'Processes that take tasks of the stage.',
  slots: 'Tasks of the stage that can be worked on at a time.',
  running: 'Tasks of the stage that are being worked on.',
  waiting: 'Tasks of the stage that are due and that nobody works on.',
  waitingSeconds: 'How long the oldest of these has waited.',
} as const;

type Figure = keyof typeof FIGURES;

/** What the database knows of the whole service, beside what this process counts of itself. */
@Injectable()
export class ServiceMetrics {
  private readonly gauges: Readonly<Record<Figure, Gauge<'stage'>>>;

  constructor(
    private readonly process: ProcessMetrics,
    private readonly workers: WorkerProcessRepository,
  ) {
    const gauge = (figure: Figure, name: string) =>
      new Gauge({
        name: `packyard_stage_${name}`,
        help: FIGURES[figure],
        labelNames: ['stage'],
        registers: [process.registry],
      });
    this.gauges = {
      workers: gauge('workers', 'workers'),
      slots: gauge('slots', 'slots'),
      running: gauge('running', 'running_tasks'),
      waiting: gauge('waiting', 'waiting_tasks'),
      waitingSeconds: gauge('waitingSeconds', 'waiting_seconds'),
    };
  }

  /** In Prometheus' text format. */
  async text(): Promise<string> {
    for (const { stage, ...figures } of await this.workers.capacity(STAGES)) {
      for (const figure of Object.keys(this.gauges) as Figure[]) {
        this.gauges[figure].set({ stage }, figures[figure]);
      }
    }
    return this.process.registry.metrics();
  }
}
