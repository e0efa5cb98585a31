import { Injectable } from '@nestjs/common';
import {
  type Actor,
  includesScope,
  type NodeReport,
  RejectedError,
  type TokenScope,
  visible,
} from '@packyard/contracts';
import { AuditRepository, GenerationRepository, NodeRepository, type NodeRow } from '@packyard/schema';
import { ParametersInvalid } from '../../http/errors/parameters-invalid';

/** Which machines run actions, and what each of them shows. */
@Injectable()
export class NodesService {
  constructor(
    private readonly nodes: NodeRepository,
    private readonly generations: GenerationRepository,
    private readonly audit: AuditRepository,
  ) {}

  list(page: { limit: number; offset: number }): Promise<[NodeRow[], number]> {
    return this.nodes.list(page);
  }

  /** @throws RejectedError PARAMETERS_INVALID when there is no such generation, NODE_TAKEN when the name is of another token, LIMIT_EXCEEDED when there are too many */
  async report(
    name: string,
    report: NodeReport,
    { actor, scope }: { actor: Actor; scope: TokenScope },
  ): Promise<NodeRow> {
    const mayTakeOver = includesScope(scope, 'admin');
    const reported = await this.nodes.report(name, withVisible(report), { actor, mayTakeOver });
    if (reported !== undefined) return reported;
    await this.assertIsThere(report);
    if ((await this.nodes.find(name)) === undefined) throw tooMany();
    throw nameTaken(name);
  }

  /** @throws RejectedError NODE_NOT_FOUND */
  async remove(name: string, actor: Actor): Promise<NodeRow> {
    const former = await this.find(name);
    const removed = await this.audit.record(
      (transaction) => this.nodes.remove(transaction, name),
      (row) => row && { actor, action: 'node.delete', subject: `node ${name}`, before: { token: former.principal } },
    );
    if (removed === undefined) throw notFound(name);
    return former;
  }

  /** Whoever said that it shows a generation that is to come would seem to show it as soon as it comes. */
  private async assertIsThere({ generation, target }: NodeReport): Promise<void> {
    const { id: latest } = await this.generations.current();
    const tooLate = Object.entries({ generation, target }).filter(([, id]) => (id ?? 0) > latest);
    if (tooLate.length === 0) return;
    const problems = tooLate.map(([path, id]) => ({ path, message: `there is no generation ${id}` }));
    throw new ParametersInvalid(problems, `Report what the service said: the latest is ${latest}.`);
  }

  private async find(name: string): Promise<NodeRow> {
    const row = await this.nodes.find(name);
    if (row === undefined) throw notFound(name);
    return row;
  }
}

/** Its texts, as they may be shown anywhere. */
function withVisible({ failures, platform, version, ...report }: NodeReport): NodeReport {
  return {
    ...report,
    failures: failures.map(({ subject, message, hint }) => ({
      subject: visible(subject),
      message: visible(message),
      hint: visible(hint),
    })),
    platform: visible(platform),
    version: visible(version),
  };
}

function tooMany(): RejectedError {
  return new RejectedError('LIMIT_EXCEEDED', 'There are too many nodes: 1000 of one token, or 10000 in all.', {
    hint: 'Remove those that are gone: packyard nodes lists them, packyard node remove forgets one.',
  });
}

function nameTaken(name: string): RejectedError {
  return new RejectedError('NODE_TAKEN', `The node ${name} is one that another token reports.`, {
    hint: `Give this one another name, revoke that token, or remove the other first: packyard node remove ${name}.`,
  });
}

function notFound(name: string): RejectedError {
  return new RejectedError('NODE_NOT_FOUND', `There is no node ${name}.`, {
    hint: 'List the nodes to see which there are: packyard nodes.',
  });
}
