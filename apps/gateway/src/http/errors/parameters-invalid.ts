import { RejectedError, visible } from '@packyard/contracts';
import { z } from 'zod';
import { closestKnownName } from './closest-known-name';

export interface ParameterProblem {
  path: string;
  message: string;
}

const UNKNOWN = 'there is no such parameter';
const SEE = 'See /docs for what the route accepts.';
// As many as a sentence can hold.
const MAX_NAMED = 3;
// Of the values that a field may have.
const MAX_LISTED = 20;
const MAX_SHOWN_LENGTH = 100;
/** More of them nobody reads, and a request has room for a hundred thousand. */
const MAX_PROBLEMS = 50;
const MAX_PROBLEM_LENGTH = 1000;

/** The problems of a request, all at once as long as they are few. */
export class ParametersInvalid extends RejectedError {
  readonly problems: readonly ParameterProblem[];

  constructor(problems: readonly ParameterProblem[], hint = SEE) {
    const told = problems.slice(0, MAX_PROBLEMS).map(({ path, message }) => ({
      path: shortened(path, MAX_SHOWN_LENGTH * MAX_NAMED),
      message: shortened(message, MAX_PROBLEM_LENGTH),
    }));
    const summary = told.map(({ path, message }) => `${path}: ${message}`).join('; ');
    const more = problems.length > told.length ? `; and ${problems.length - told.length} more` : '';
    super('PARAMETERS_INVALID', `The request can't be understood: ${summary}${more}`, { hint });
    this.problems = told.map(({ path, message }) => ({ path: visible(path), message: visible(message) }));
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
  const advice: string[] = [];
  const problems = parsed.error.issues.flatMap((issue) => {
    const path = [...(within === undefined ? [] : [within]), ...issue.path].join('.');
    if (issue.code !== 'unrecognized_keys') return [{ path: path || 'body', message: messageOf(issue, value) }];
    const known = namesAt(schema, issue.path);
    const looked = issue.keys.slice(0, advice.length < MAX_NAMED ? MAX_NAMED : 0);
    if (known !== undefined) advice.push(...looked.map((key) => adviceOn(key, known)));
    return issue.keys.map((key) => ({ path: path ? `${path}.${key}` : key, message: UNKNOWN }));
  });
  throw new ParametersInvalid(problems, hintOf(advice));
}

/** With the value where the schema's own message does not say it: of a number that is none, and of one of very many names. */
function messageOf(issue: z.core.$ZodIssue, value: unknown): string {
  const { code, message, path } = issue;
  const given = path.reduce((at: unknown, part) => (at as Record<PropertyKey, unknown> | undefined)?.[part], value);
  if (code === 'invalid_value' && issue.values.length > MAX_LISTED && typeof given === 'string') {
    const some = issue.values.slice(0, MAX_NAMED).map((each) => `'${String(each)}'`);
    const count = `one of ${issue.values.length} names such as ${some.join(', ')}`;
    return `expected ${count}, received '${shortened(given, MAX_SHOWN_LENGTH)}'`;
  }
  if (code !== 'invalid_type' || !message.endsWith('received NaN')) return message;
  if (Array.isArray(given)) return `expected one number, and it is given ${given.length} times`;
  return typeof given === 'string' ? `expected a number, received '${shortened(given, MAX_SHOWN_LENGTH)}'` : message;
}

/**
 * For query parameters: all names that are not known are refused at once.
 * @throws ParametersInvalid
 */
export function refuseUnknown(given: readonly string[], known: readonly string[]): void {
  const unknown = given.filter((name) => !known.includes(name));
  if (unknown.length === 0) return;
  const shown = unknown.map((name) => ({ path: name.slice(0, MAX_SHOWN_LENGTH), message: UNKNOWN }));
  const advice = unknown.slice(0, MAX_NAMED).map((name) => adviceOn(name, known));
  throw new ParametersInvalid(shown, hintOf(advice));
}

function hintOf(advice: readonly string[]): string {
  return [...new Set(advice)].slice(0, MAX_NAMED).concat(SEE).join(' ');
}

function adviceOn(given: string, known: readonly string[]): string {
  const shown = given.slice(0, MAX_SHOWN_LENGTH);
  const nearest = closestKnownName(given, known);
  if (nearest === undefined) return `Fix the request: leave out '${shown}', there is nothing to set here.`;
  return `Fix the name '${shown}': the nearest known one is '${nearest}'.`;
}

function shortened(text: string, longest: number): string {
  return text.length > longest ? `${text.slice(0, longest)}…` : text;
}

/** Names that are known where an issue is; undefined where the schema has several shapes. */
function namesAt(schema: unknown, path: readonly PropertyKey[]): string[] | undefined {
  const own = unwrapped(schema);
  const [part, ...rest] = path;
  if (part === undefined) return own instanceof z.ZodObject ? Object.keys(own.shape) : undefined;
  if (own instanceof z.ZodArray) return namesAt(own.element, rest);
  return own instanceof z.ZodObject ? namesAt((own.shape as Record<PropertyKey, unknown>)[part], rest) : undefined;
}

function unwrapped(schema: unknown): unknown {
  const isWrapped =
    schema instanceof z.ZodOptional || schema instanceof z.ZodNullable || schema instanceof z.ZodDefault;
  return isWrapped ? unwrapped(schema.unwrap()) : schema;
}
