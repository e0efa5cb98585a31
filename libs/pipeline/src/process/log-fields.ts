import { AsyncLocalStorage } from 'node:async_hooks';

/** What a line of the log is about, such as `{ task: 12, execution: 3 }`. */
export type LogFields = Readonly<Record<string, string | number>>;

const fields = new AsyncLocalStorage<LogFields>();

/** Whatever `work` logs, and whatever it starts, has these fields, beside those of whoever asked for the work. */
export function withLogFields<Result>(own: LogFields, work: () => Result): Result {
  return fields.run({ ...fields.getStore(), ...own }, work);
}

export function logFields(): LogFields {
  return fields.getStore() ?? {};
}
