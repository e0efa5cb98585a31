import { Pagination } from '@packyard/contracts';
import { z } from 'zod';
import { CliError } from './cli-error';
import type { Connection } from './connection';
import { foreignAnswer, unreachable } from './failed-request';
import type { Answered } from './http/api';

/** Reads what the service answers as what it has to be. */
export class AnswerReader {
  constructor(private readonly connection: Connection) {}

  async one<Item>(schema: z.ZodType<Item>, answer: Promise<Answered>): Promise<Item> {
    return (await this.read(z.object({ data: schema }), answer)).data;
  }

  async pages<Item>(
    schema: z.ZodType<Item>,
    ask: (page: number) => Promise<Answered>,
    limit = Infinity,
  ): Promise<Item[]> {
    const Page = z.object({ data: z.array(schema), pagination: Pagination });
    const found: Item[] = [];
    for (let page = 1; ; page += 1) {
      const { data, pagination } = await this.read(Page, ask(page));
      found.push(...data);
      if (!pagination.has_next || data.length === 0 || found.length >= limit) return found.slice(0, limit);
    }
  }

  async read<Answer>(schema: z.ZodType<Answer>, answer: Promise<Answered>): Promise<Answer> {
    const { data } = await answer.catch((error: unknown) => {
      // The answer began well, and then was no JSON, or broke off.
      if (error instanceof SyntaxError) throw foreignAnswer(this.connection);
      throw error instanceof CliError ? error : unreachable(this.connection, error);
    });
    const parsed = schema.safeParse(data);
    if (!parsed.success) throw foreignAnswer(this.connection);
    return parsed.data;
  }
}
