import { setTimeout as delay } from 'node:timers/promises';
import type { NodeFailure, WantedView } from '@packyard/contracts';
import type { AgentHome } from './agent-home';
import type { ContentFetch } from './content-fetch';
import { type KeepPolicy, sweepContent } from './content-sweep';
import type { Generations } from './generations';
import { nodeFailure } from './node-failure';
import type { NodeService } from './node-service';
import type { Reporter } from './reporter';
import { misleadingPath } from './wanted-paths';

// Below what a gateway, or a proxy before it, lets anybody wait.
const WAIT_SECONDS = 50;
const FIRST_PAUSE_SECONDS = 1;
const MAX_PAUSE_SECONDS = 30;

export interface AgentParts {
  home: AgentHome;
  /** Whether other users of the machine may read it. */
  isShared: boolean;
  generations: Generations;
  content: ContentFetch;
  service: Pick<NodeService, 'wanted'>;
  reporter: Reporter;
  policy: KeepPolicy;
  say: (line: string) => void;
}

/** Keeps what is shown in step with what is wanted. Without the service, or without the content, it shows what it has. */
export class NodeAgent {
  private wanted: WantedView | undefined;
  private shown: WantedView | undefined;
  private isServiceAway = false;
  private pauseSeconds = FIRST_PAUSE_SECONDS;

  constructor(private readonly parts: AgentParts) {}

  /** Until the signal. */
  async run(signal: AbortSignal): Promise<void> {
    try {
      await this.open();
      await this.keepInStep(signal);
    } finally {
      this.parts.home.close();
    }
  }

  private async keepInStep(signal: AbortSignal): Promise<void> {
    const { generations, reporter, say } = this.parts;
    this.shown = this.wanted = await generations.shown();
    say(this.shown === undefined ? 'Nothing is shown yet.' : `Generation ${this.shown.generation} is shown.`);
    await this.sweep();
    this.report([], signal);
    const over = new AbortController();
    const reporting = reporter.run(AbortSignal.any([signal, over.signal]));
    try {
      while (!signal.aborted) {
        await this.step(signal).catch((error: unknown) => {
          if (!isEnding(error)) throw error;
        });
      }
    } finally {
      over.abort();
      await reporting;
    }
  }

  private async open(): Promise<void> {
    const { home, isShared, say } = this.parts;
    const readable = await home.open(isShared);
    if (readable.length === 0) return;
    const remedy = `chmod 700 ${home.layout.home}, or set PACKYARD_SHARED_HOME=true if they should.`;
    say(`Other users of this machine can read ${readable.join(', ')}, and private packs in it. Fix: ${remedy}`);
  }

  /** Learns what is wanted, and shows it if it can. */
  private async step(signal: AbortSignal): Promise<void> {
    const isInStep = this.wanted !== undefined && this.wanted.state === this.shown?.state;
    const learnt = await this.learn(isInStep ? WAIT_SECONDS : this.pauseSeconds, signal);
    if (learnt !== undefined) {
      this.wanted = learnt;
      this.pauseSeconds = FIRST_PAUSE_SECONDS;
    }
    if (this.wanted === undefined || this.wanted.state === this.shown?.state) return;
    await this.reach(this.wanted, signal);
  }

  /** Waits for it as long as nothing else is to be done. */
  private async learn(waitSeconds: number, signal: AbortSignal): Promise<WantedView | undefined> {
    const { service, say } = this.parts;
    try {
      const learnt = await service.wanted(this.wanted, {
        waitSeconds: Math.min(waitSeconds, WAIT_SECONDS),
        signal,
      });
      if (this.isServiceAway) say('The service answers again.');
      this.isServiceAway = false;
      return learnt;
    } catch (error) {
      signal.throwIfAborted();
      if (!this.isServiceAway) say(`${(error as Error).message} What is here stays as it is meanwhile.`);
      this.isServiceAway = true;
      // Not all nodes at the same moment.
      await delay((0.5 + Math.random()) * 1000 * this.longerPause(), undefined, { signal });
      return undefined;
    }
  }

  private async reach(wanted: WantedView, signal: AbortSignal): Promise<void> {
    const { content, home, generations, say } = this.parts;
    const misleading = misleadingPath(wanted);
    this.report([], signal);
    const failures = misleading === undefined ? await content.ensure(wanted, signal) : [misleading];
    const fail = (error: unknown) => failures.push(nodeFailure('the home of the agent', home.layout.home, error));
    if (failures.length === 0) await this.show(wanted).catch(fail);
    this.report(failures, signal);
    if (failures.length === 0) {
      this.pauseSeconds = FIRST_PAUSE_SECONDS;
      say(`Generation ${wanted.generation} is shown: ${wanted.packs.length} packs.`);
      return this.sweep();
    }
    const pauseSeconds = this.longerPause();
    const kept = (await generations.shown())?.generation;
    say(
      `Generation ${wanted.generation} can't be shown yet; ${kept === undefined ? 'nothing' : `generation ${kept}`} is. It is tried again in ${pauseSeconds} s.`,
    );
    for (const { subject, message, hint } of failures) say(`  ${subject}: ${message} ${hint}`);
  }

  private async show(wanted: WantedView): Promise<void> {
    await this.parts.content.link(wanted);
    await this.parts.generations.show(wanted);
    this.shown = wanted;
  }

  private async sweep(): Promise<void> {
    const { home, generations, policy, say } = this.parts;
    try {
      const bytes = await sweepContent(home, generations, policy);
      if (bytes > policy.maxBytes)
        say(
          `What is shown, or was a short while ago, has ${bytes} bytes: more than PACKYARD_MAX_STORE_BYTES (${policy.maxBytes}).`,
        );
    } catch (error) {
      // What is shown is not touched by it; it is tried again after the next switch.
      say(`What is kept no more could not be removed: ${String(error)}`);
    }
  }

  private report(failures: NodeFailure[], signal: AbortSignal): void {
    const isInStep = this.shown !== undefined && this.shown.state === this.wanted?.state;
    const activity = failures.length > 0 ? 'failed' : isInStep ? 'in_step' : 'working';
    const generation = this.shown?.generation ?? null;
    const target = this.wanted?.generation ?? null;
    this.parts.reporter.tell({ generation, target, activity, failures }, signal);
  }

  private longerPause(): number {
    const pause = this.pauseSeconds;
    this.pauseSeconds = Math.min(pause * 2, MAX_PAUSE_SECONDS);
    return pause;
  }
}

/** The signal ended what was under way. */
function isEnding(error: unknown): boolean {
  return (error as Error).name === 'AbortError';
}
