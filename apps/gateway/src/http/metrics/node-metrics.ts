import { Injectable } from '@nestjs/common';
import { NODE_STATES } from '@packyard/contracts';
import { ProcessMetrics } from '@packyard/pipeline';
import { NodeRepository } from '@packyard/schema';
import { Gauge } from 'prom-client';
import { stateOf } from '../../pack-api/nodes/present-node';

/** The machines that run actions: how many are in which state, and which generation each of them shows. */
@Injectable()
export class NodeMetrics {
  private readonly count: Gauge<'state'>;
  private readonly generation: Gauge<'node'>;
  private readonly lag: Gauge<'node'>;

  constructor(
    process: ProcessMetrics,
    private readonly nodes: NodeRepository,
  ) {
    const registers = [process.registry];
    this.count = new Gauge({
      name: 'packyard_nodes',
      help: 'Machines that run actions: in step, behind, failed, and stale (not heard of for two minutes).',
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
  }

  async set(): Promise<void> {
    const rows = await this.nodes.all();
    this.generation.reset();
    this.lag.reset();
    for (const { name: node, generation, lagSeconds } of rows) {
      if (generation !== null) this.generation.set({ node }, generation);
      this.lag.set({ node }, lagSeconds);
    }
    for (const state of NODE_STATES) this.count.set({ state }, rows.filter((row) => stateOf(row) === state).length);
  }
}
