import { type GRAPH_DIRECTIONS, type GRAPH_FORMATS, GraphView, OutdatedView } from '@packyard/contracts';
import { z } from 'zod';
import { AnswerReader } from './answer-reader';
import { LIMITS } from './api-client';
import type { Connection } from './connection';
import type { Api } from './http/api';
import { connectApi } from './http-session';

interface Asked {
  ref?: string;
  direction?: (typeof GRAPH_DIRECTIONS)[number];
}

/** The part of the HTTP API that is about who needs whom. */
export class GraphClient {
  private readonly api: Api;
  private readonly answers: AnswerReader;

  constructor(connection: Connection) {
    this.api = connectApi(connection, LIMITS);
    this.answers = new AnswerReader(connection);
  }

  graph(query: Asked): Promise<GraphView> {
    return this.answers.one(GraphView, this.api.GET('/api/v1/graph', { params: { query } }));
  }

  /** The text of a drawing. */
  drawing(query: Asked & { format: Exclude<(typeof GRAPH_FORMATS)[number], 'json'> }): Promise<string> {
    return this.answers.read(z.string(), this.api.GET('/api/v1/graph', { params: { query }, parseAs: 'text' }));
  }

  outdated(ref: string | undefined): Promise<OutdatedView> {
    const query = ref === undefined ? {} : { ref };
    return this.answers.one(OutdatedView, this.api.GET('/api/v1/outdated', { params: { query } }));
  }
}
