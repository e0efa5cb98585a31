import { RejectedError } from '@packyard/contracts';
import type { z } from 'zod';

export interface Problem {
  path: string;
  message: string;
}

/** All problems of a request at once. */
export class ParametersInvalid extends RejectedError {
  constructor(readonly problems: readonly Problem[]) {
    const summary = problems.map(({ path, message }) => `${path}: ${message}`).join('; ');
    super('PARAMETERS_INVALID', `The request can't be understood: ${summary}`, {
      hint: 'See /docs for what the route accepts.',
    });
  }
}

/**
 * `within` names the part of the request that is read.
 * @throws ParametersInvalid
 */
export function parseRequest<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  within?: string,
): z.infer<Schema> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new ParametersInvalid(
    parsed.error.issues.flatMap((issue) => {
      const path = [...(within === undefined ? [] : [within]), ...issue.path].join('.');
      if (issue.code !== 'unrecognized_keys') return [{ path: path || 'body', message: issue.message }];
      return issue.keys.map((key) => ({ path: path ? `${path}.${key}` : key, message: 'there is no such parameter' }));
    }),
  );
}
