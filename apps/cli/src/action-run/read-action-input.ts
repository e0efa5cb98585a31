import { fstatSync, readFileSync } from 'node:fs';
import { buffer as readBytes } from 'node:stream/consumers';
import type { Environment } from '@packyard/config';
import { ACTION_CATALOG, type Action, ACTIONS, didYouMean } from '@packyard/contracts';
import { z } from 'zod';
import { CliError, EXIT_CODES } from '../cli-error';
import { readValue } from '../typed-parameters';
import { parseInput } from './parse-input';

export interface ActionInput {
  action: Action;
  parameters: Record<string, unknown>;
  /** Why the standard input can't be read. */
  refused?: CliError;
  apiUrl?: string;
  apiToken?: string;
}

const VARIABLE_PREFIX = 'ATTUNE_ACTION_';
const STANDARD_INPUT = 0;
const HINT = 'Give the parameters as one JSON object or lines of name=value, or as variables ATTUNE_ACTION_….';

/** Which API does the work, and in whose name: every action's wrapper understands these. */
const CONNECTION = ['api_url', 'api_token'];

/**
 * Variables win: standard input is read only when they name none of the action's parameters.
 * @throws CliError when there is no such action
 */
export async function readActionInput(name: string, environment: Environment): Promise<ActionInput> {
  const action = ACTIONS.find((known) => known === name || known === `core.${name}`);
  if (action === undefined) {
    const hint = didYouMean(
      name,
      [...ACTIONS, ...ACTIONS.map((known) => known.replace('core.', ''))],
      `The actions are ${ACTIONS.join(', ')}.`,
    );
    throw new CliError(`There is no action '${name}'.`, hint, EXIT_CODES.usage);
  }
  const types = parameterTypes(action);
  const fromVariables = readVariables([...Object.keys(types), ...CONNECTION], environment);
  const isNamed = Object.keys(fromVariables).some((key) => !CONNECTION.includes(key));
  const { fromInput = {}, refused } = isNamed ? {} : await readInput();
  const { api_url: apiUrl, api_token: apiToken, ...given } = { ...fromInput, ...fromVariables };
  return {
    action,
    parameters: typed(given, types),
    ...(refused === undefined ? {} : { refused }),
    ...(isText(apiUrl) ? { apiUrl } : {}),
    ...(isText(apiToken) ? { apiToken } : {}),
  };
}

async function readInput(): Promise<{ fromInput?: Record<string, unknown>; refused?: CliError }> {
  try {
    return { fromInput: parseInput(await readStandardInput()) };
  } catch (error) {
    if (error instanceof CliError) return { refused: error };
    const { code = String(error) } = error as NodeJS.ErrnoException;
    return { refused: new CliError(`The standard input can't be read (${code}).`, HINT, EXIT_CODES.usage) };
  }
}

function parameterTypes(action: Action): Record<string, unknown> {
  const schema = z.toJSONSchema(ACTION_CATALOG[action].parameters, { io: 'input' });
  return Object.fromEntries(
    Object.entries(schema.properties ?? {}).map(([name, property]) => [
      name,
      typeof property === 'object' ? property.type : undefined,
    ]),
  );
}

function readVariables(names: readonly string[], environment: Environment): Record<string, string> {
  const found = names.flatMap((name) => {
    const value = environment[`${VARIABLE_PREFIX}${name.toUpperCase()}`];
    return isText(value) ? [[name, value] as const] : [];
  });
  return Object.fromEntries(found);
}

/** Empty values count as absent, and a value that does not fit its type is left for the service to complain about. */
function typed(given: Record<string, unknown>, types: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(given)
      .filter(([name, value]) => name in types && value !== '' && value !== null)
      .map(([name, value]) => {
        if (typeof value !== 'string') return [name, value];
        // As Attune's own wrappers do it: whatever is not true is false.
        if (types[name] === 'boolean') return [name, readValue(value, 'boolean')?.value ?? false];
        return [name, readValue(value, types[name])?.value ?? value];
      }),
  );
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

/** Nobody types parameters in: a terminal counts as no input at all. */
function readStandardInput(): Promise<Buffer> {
  const stats = fstatSync(STANDARD_INPUT);
  if (stats.isDirectory()) {
    throw new CliError('The standard input is a folder, where parameters are expected.', HINT, EXIT_CODES.usage);
  }
  if (stats.isCharacterDevice()) return Promise.resolve(Buffer.alloc(0));
  if (stats.isFile()) return Promise.resolve(readFileSync(STANDARD_INPUT));
  return readBytes(process.stdin);
}
