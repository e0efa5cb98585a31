import { NodeView, WantedView, type NodeReport } from '@packyard/contracts';
import { z } from 'zod';
import { AnswerReader } from '../answer-reader';
import { LIMITS } from '../api-client';
import type { Connection } from '../connection';
import { type Api, connectApi } from '../http-session';

/** The service, as an agent asks it. Nothing is asked twice here: the agent goes on asking anyway. */
export class NodeService {
  private readonly api: Api;
  private readonly answers: AnswerReader;

  constructor(
    connection: Connection,
    private readonly name: string,
  ) {
    const { pausesMs: _pauses, ...limits } = LIMITS;
    this.api = connectApi(connection, limits);
    this.answers = new AnswerReader(connection);
  }

  /** What is wanted, as soon as it is something else than `after`; nothing when it stays that for `waitSeconds`. */
  async wanted(
    after: string | undefined,
    { waitSeconds, signal }: { waitSeconds: number; signal: AbortSignal },
  ): Promise<WantedView | undefined> {
    const query = { node: this.name, wait: waitSeconds, ...(after === undefined ? {} : { after }) };
    const answer = this.api.GET('/api/v1/nodes/wanted', { params: { query }, signal });
    const Answer = z.object({ data: WantedView }).optional();
    return (await this.answers.read(Answer, answer))?.data;
  }

  report(report: NodeReport, signal: AbortSignal): Promise<NodeView> {
    const answer = this.api.PUT('/api/v1/nodes/{name}', {
      params: { path: { name: this.name } },
      body: report,
      signal,
    });
    return this.answers.one(NodeView, answer);
  }
}
