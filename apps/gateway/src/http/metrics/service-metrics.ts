import { Injectable } from '@nestjs/common';
import { EXECUTION_STATUSES, STAGES } from '@packyard/contracts';
import { ProcessMetrics } from '@packyard/pipeline';
import { ExecutionRepository, WebhookDeliveryRepository, WorkerProcessRepository } from '@packyard/schema';
import { Gauge } from 'prom-client';
import { NodeStateMetrics } from './node-state-metrics';

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

  private readonly executions: Gauge<'status'>;
  private readonly webhooks: Gauge<'state'>;
  private readonly undelivered: Gauge;

  constructor(
    private readonly process: ProcessMetrics,
    private readonly workers: WorkerProcessRepository,
    private readonly executionRows: ExecutionRepository,
    private readonly deliveries: WebhookDeliveryRepository,
    private readonly nodes: NodeStateMetrics,
  ) {
    const registers = [process.registry];
    this.executions = new Gauge({
      name: 'packyard_executions',
      help: 'Executions that are kept, by status.',
      labelNames: ['status'],
      registers,
    });
    this.webhooks = new Gauge({
      name: 'packyard_webhooks',
      help: 'Webhooks: enabled, failing (of these), and disabled because nothing came through.',
      labelNames: ['state'],
      registers,
    });
    this.undelivered = new Gauge({
      name: 'packyard_webhook_waiting_deliveries',
      help: 'What webhooks have not been told yet.',
      registers,
    });
    const gauge = (figure: Figure, name: string) =>
      new Gauge({
        name: `packyard_stage_${name}`,
        help: FIGURES[figure],
        labelNames: ['stage'],
        registers,
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
    await this.setOthers();
    await this.nodes.set();
    return this.process.registry.metrics();
  }

  private async setOthers(): Promise<void> {
    const byStatus = await this.executionRows.countByStatus();
    for (const status of EXECUTION_STATUSES) this.executions.set({ status }, byStatus.get(status) ?? 0);
    const { enabled, failing, disabled, waiting } = await this.deliveries.state();
    this.webhooks.set({ state: 'enabled' }, enabled);
    this.webhooks.set({ state: 'failing' }, failing);
    this.webhooks.set({ state: 'disabled' }, disabled);
    this.undelivered.set(waiting);
  }
}
