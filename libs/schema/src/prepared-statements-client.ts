import { createHash } from 'node:crypto';
import type { QueryResult } from 'pg';
import { TimeLimitedClient } from './time-limited-client';

// Statements of ours are some hundred fixed texts. Were there more, those after these would be planned each time.
const MAX_STATEMENTS = 500;
// Others without parameters are done once, such as those of a migration, or are several at once.
const ASKED_AGAIN = /^\s*(?:SELECT|WITH)\b[^;]*$/;
// A plan whose columns have changed since, by a migration; a statement that a pooler between us has lost.
const OUTDATED: readonly unknown[] = ['0A000', '26000'];

const names = new Map<string, string>();
let renewals = 0;

/**
 * Has PostgreSQL keep what it has parsed and planned of each statement, for as long as the connection lives: planning costs more than
 * most of our statements.
 */
export class PreparedStatementsClient extends TimeLimitedClient {
  // TypeORM calls it without a callback, and a pool with one.
  override query(...args: unknown[]): never {
    const [text, values = [], callback] = args as [unknown, unknown, Callback | undefined];
    const query = super.query.bind(this) as (...args: unknown[]) => unknown;
    const isPlain = typeof text === 'string' && Array.isArray(values) && (values.length > 0 || ASKED_AGAIN.test(text));
    const name = isPlain ? nameOf(text) : undefined;
    if (!isPlain || name === undefined) return query(...args) as never;
    const answer = this.prepared({ name, text, values }, query as Run);
    if (callback === undefined) return answer as never;
    void answer.then((result) => callback(undefined, result), callback);
    return undefined as never;
  }

  private async prepared(statement: Statement, run: Run): Promise<QueryResult> {
    const isInTransaction = this.isInTransaction();
    try {
      return await run(statement);
    } catch (error) {
      if (!OUTDATED.includes((error as { code?: unknown }).code)) throw error;
      renew(statement);
      // A transaction is over by this error: whoever runs it starts it again.
      if (isInTransaction) throw error;
      return run({ ...statement, name: nameOf(statement.text) });
    }
  }

  private isInTransaction(): boolean {
    return this.isToBegin || this.isBeginning || this.getTransactionStatus() !== 'I';
  }
}

interface Statement {
  name: string | undefined;
  text: string;
  values: unknown[];
}

type Callback = (error: unknown, result?: QueryResult) => void;
type Run = (statement: Statement) => Promise<QueryResult>;

function nameOf(text: string): string | undefined {
  const known = names.get(text);
  if (known !== undefined || names.size >= MAX_STATEMENTS) return known;
  const name = `s${renewals}_${createHash('sha1').update(text).digest('hex')}`;
  names.set(text, name);
  return name;
}

/** Under another name it is parsed anew on each connection. */
function renew({ name, text }: Statement): void {
  if (names.get(text) !== name) return;
  renewals += 1;
  names.delete(text);
}
