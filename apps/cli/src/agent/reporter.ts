import { once } from 'node:events';
import { NODE_FAILURES, type NodeReport } from '@packyard/contracts';
import type { NodeService } from './node-service';

const EVERY_MS = 30_000;

type Status = Pick<NodeReport, 'generation' | 'target' | 'activity' | 'failures'>;

/** Tells the service what the node shows: after each change, and now and again that it is still there. */
export class Reporter {
  private status: Status = { generation: null, target: null, activity: 'working', failures: [] };
  private sending: Promise<void> | undefined;
  private isStale = false;
  private problem = '';

  constructor(
    private readonly service: Pick<NodeService, 'report'>,
    private readonly node: Pick<NodeReport, 'platform' | 'version'>,
    private readonly say: (line: string) => void,
  ) {}

  /** Reports until the signal. */
  async run(signal: AbortSignal): Promise<void> {
    const timer = setInterval(() => this.send(signal), EVERY_MS);
    if (!signal.aborted) await once(signal, 'abort');
    clearInterval(timer);
    await this.sending;
  }

  tell(status: Status, signal: AbortSignal): void {
    this.status = status;
    this.send(signal);
  }

  /** One at a time; what changes meanwhile is sent after it. */
  private send(signal: AbortSignal): void {
    if (this.sending !== undefined) this.isStale = true;
    else this.sending = this.sendLatest(signal).finally(() => (this.sending = undefined));
  }

  /** It is told again soon: once is enough to say why it could not be. */
  private complain(problem: string, { aborted: isOver }: AbortSignal): void {
    if (problem !== this.problem && !isOver) this.say(`What this node shows could not be reported: ${problem}`);
    this.problem = problem;
  }

  private async sendLatest(signal: AbortSignal): Promise<void> {
    this.isStale = true;
    while (this.isStale && !signal.aborted) {
      this.isStale = false;
      const { failures, ...status } = this.status;
      const report = { ...status, ...this.node, failures: failures.slice(0, NODE_FAILURES) };
      try {
        await this.service.report(report, signal);
        this.problem = '';
      } catch (error) {
        this.complain((error as Error).message, signal);
      }
    }
  }
}
