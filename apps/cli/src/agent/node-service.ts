import { createHash } from 'node:crypto';
import {
  NodeView,
  type NodeReport,
  WANTED_CHANGES_TYPE,
  WantedChangesView,
  wantedText,
  WantedView,
  withChanges,
} from '@packyard/contracts';
import { z } from 'zod';
import { AnswerReader } from '../answer-reader';
import { LIMITS } from '../api-client';
import type { Connection } from '../connection';
import type { Api } from '../http/api';
import { connectApi } from '../http-session';

const WHOLE = 'application/json';
/** A service that knows no changes answers with all of it. */
const EITHER = `${WANTED_CHANGES_TYPE}, ${WHOLE}`;

interface Asking {
  waitSeconds: number;
  signal: AbortSignal;
}

/** The service, as an agent asks it. Nothing is asked twice here after a failure: the agent goes on asking anyway. */
export class NodeService {
  private readonly api: Api;
  private readonly answers: AnswerReader;

  constructor(
    connection: Connection,
    private readonly name: string,
    private readonly say: (line: string) => void,
  ) {
    const { pausesMs: _pauses, ...limits } = LIMITS;
    this.api = connectApi(connection, limits);
    this.answers = new AnswerReader(connection);
  }

  /** What is wanted, as soon as it is something else than what the agent has; nothing when it stays that for `waitSeconds`. */
  async wanted(has: WantedView | undefined, asking: Asking): Promise<WantedView | undefined> {
    const order = { ...asking, after: has?.state };
    const told = await this.ask(z.union([WantedChangesView, WantedView]), { ...order, accept: EITHER });
    if (told === undefined || 'packs' in told) return told;
    const wanted = has && changed(has, told);
    if (wanted !== undefined) return wanted;
    this.say(`What changed up to generation ${told.generation} does not fit to what is here: all of it is asked for.`);
    return this.ask(WantedView, { ...order, accept: WHOLE, waitSeconds: 0 });
  }

  report(report: NodeReport, signal: AbortSignal): Promise<NodeView> {
    const answer = this.api.PUT('/api/v1/nodes/{name}', {
      params: { path: { name: this.name } },
      body: report,
      signal,
    });
    return this.answers.one(NodeView, answer);
  }

  private async ask<Told>(
    schema: z.ZodType<Told>,
    { after, accept, waitSeconds, signal }: Asking & { after: string | undefined; accept: string },
  ): Promise<Told | undefined> {
    const query = { node: this.name, wait: waitSeconds, ...(after === undefined ? {} : { after }) };
    const answer = this.api.GET('/api/v1/nodes/wanted', { params: { query }, headers: { accept }, signal });
    return (await this.answers.read(z.object({ data: schema }).optional(), answer))?.data;
  }
}

/** Nothing when that is not what the service has, to the byte. */
function changed(has: WantedView, changes: WantedChangesView): WantedView | undefined {
  if (changes.base !== has.state) return undefined;
  const wanted = withChanges(has, changes);
  const digest = createHash('sha256').update(wantedText(wanted)).digest('hex');
  return changes.digest === `sha256:${digest}` ? wanted : undefined;
}
