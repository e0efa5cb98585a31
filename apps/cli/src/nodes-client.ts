import { NodeView, type RolloutPolicy, RolloutView } from '@packyard/contracts';
import { AnswerReader } from './answer-reader';
import { LIMITS } from './api-client';
import type { Connection } from './connection';
import type { Api } from './http/api';
import { connectApi } from './http-session';

const PAGE_SIZE = 100;

/** The part of the HTTP API that is about the machines that run actions. */
export class NodesClient {
  private readonly api: Api;
  private readonly answers: AnswerReader;

  constructor(connection: Connection) {
    this.api = connectApi(connection, LIMITS);
    this.answers = new AnswerReader(connection);
  }

  /** By name. */
  list(): Promise<NodeView[]> {
    return this.answers.pages(NodeView, (page) =>
      this.api.GET('/api/v1/nodes', { params: { query: { page, page_size: PAGE_SIZE } } }),
    );
  }

  remove(name: string): Promise<NodeView> {
    return this.answers.one(NodeView, this.api.DELETE('/api/v1/nodes/{name}', { params: { path: { name } } }));
  }

  rollout(): Promise<RolloutView> {
    return this.answers.one(RolloutView, this.api.GET('/api/v1/rollout'));
  }

  setRolloutPolicy(policy: RolloutPolicy): Promise<RolloutView> {
    return this.answers.one(RolloutView, this.api.PUT('/api/v1/rollout/policy', { body: policy }));
  }

  stopRollout(): Promise<RolloutView> {
    return this.answers.one(RolloutView, this.api.POST('/api/v1/rollout/stop'));
  }

  resumeRollout(all: boolean): Promise<RolloutView> {
    return this.answers.one(RolloutView, this.api.POST('/api/v1/rollout/resume', { body: { all } }));
  }
}
