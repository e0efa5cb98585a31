import { Injectable } from '@nestjs/common';
import { NODE_STATES, ROLLOUT_STATUSES } from '@packyard/contracts';
import { ProcessMetrics } from '@packyard/pipeline';
import { NodeRepository } from '@packyard/schema';
import { Gauge } from 'prom-client';
import { stateOf } from '../../pack-api/nodes/present-node';
import { RolloutsService } from '../../pack-api/nodes/rollout/rollouts.service';

/** The machines that run actions: how many are in which state, and which generation each of them shows. */
@Injectable()
export class NodeStateMetrics {
  private readonly count: Gauge<'state'>;
  private readonly generation: Gauge<'node'>;
  private readonly lag: Gauge<'node'>;
  private readonly rollout: Gauge<'status'>;
  private readonly reached: Gauge<'what'>;

  constructor(
    process: ProcessMetrics,
    private readonly nodes: NodeRepository,
    private readonly rollouts: RolloutsService,
  ) {
    const registers = [process.registry];
    this.count = new Gauge({
      name: 'packyard_nodes',
      help: 'Machines that run actions: in step, behind, held by a rollout, failed, and stale (not heard of for two minutes).',
      labelNames: ['state'],
      registers,
    });
    this.generation = new Gauge({
      name: 'packyard_node_generation',
      help: 'The generation that the machine shows.',
      labelNames: ['node'],
      registers,
    });
    this.lag = new Gauge({
      name: 'packyard_node_lag_seconds',
      help: 'For how long it has not been what is wanted.',
      labelNames: ['node'],
      registers,
    });
    this.rollout = new Gauge({
      name: 'packyard_rollout',
      help: 'How the latest generation goes out to machines: 1 for what it is now, running, stopped or complete.',
      labelNames: ['status'],
      registers,
    });
    this.reached = new Gauge({
      name: 'packyard_rollout_nodes',
      help: 'Machines that were told the latest generation, those of them that show it or failed so far, and those held back.',
      labelNames: ['what'],
      registers,
    });
  }

  async set(): Promise<void> {
    const [rows, rollout] = await Promise.all([this.nodes.all(), this.rollouts.show()]);
    this.generation.reset();
    this.lag.reset();
    for (const { name: node, generation, lagSeconds } of rows) {
      if (generation !== null) this.generation.set({ node }, generation);
      this.lag.set({ node }, lagSeconds);
    }
    for (const state of NODE_STATES) this.count.set({ state }, rows.filter((row) => stateOf(row) === state).length);
    for (const status of ROLLOUT_STATUSES) this.rollout.set({ status }, status === rollout.status ? 1 : 0);
    const { all: _all, ...reached } = rollout.nodes;
    for (const [what, count] of Object.entries(reached)) this.reached.set({ what }, count);
  }
}
