import type { ActionView } from '@packyard/contracts';
import { CliError, EXIT_CODES } from './cli-error';
import { parseJson } from './parse-json';

interface GivenParameters {
  /** `name=value` each. */
  param: readonly string[];
  paramsJson?: string;
}

/**
 * Reads `--param` values by the types of the action's schema. What the schema does not know is sent as text: the
 * service names all unknown parameters at once.
 * @throws CliError naming every value that does not fit
 */
export function typedParameters(
  { ref, param_schema: schema }: Pick<ActionView, 'ref' | 'param_schema'>,
  { param, paramsJson }: GivenParameters,
): Record<string, unknown> {
  if (paramsJson !== undefined) return wholeObject(paramsJson);
  const properties = (schema?.['properties'] ?? schema ?? {}) as Record<string, { type?: unknown } | null>;
  const parameters: Record<string, unknown> = {};
  const problems: string[] = [];
  for (const text of param) {
    const at = text.indexOf('=');
    const name = text.slice(0, at);
    if (at < 1) {
      problems.push(`'${text}' is not of the form name=value`);
      continue;
    }
    const read = readValue(text.slice(at + 1), properties[name]?.type);
    if (read === undefined) problems.push(`${name} has to be ${article(String(properties[name]?.type))}`);
    else parameters[name] = read.value;
  }
  if (problems.length === 0) return parameters;
  throw new CliError(
    `The parameters are not right: ${problems.join('; ')}.`,
    `'packyard action show ${ref}' lists them.`,
    EXIT_CODES.usage,
  );
}

/** Nothing when the text can't be of that type. */
export function readValue(text: string, type: unknown): { value: unknown } | undefined {
  switch (type) {
    case 'boolean':
      if (/^(true|yes|1)$/i.test(text)) return { value: true };
      return /^(false|no|0)$/i.test(text) ? { value: false } : undefined;
    case 'integer':
    case 'number':
      return /^-?\d+(\.\d+)?$/.test(text) ? { value: Number(text) } : undefined;
    case 'array':
    case 'object': {
      const value = parseJson(text);
      const fits =
        type === 'array' ? Array.isArray(value) : typeof value === 'object' && value !== null && !Array.isArray(value);
      return fits ? { value } : undefined;
    }
    default:
      return { value: text };
  }
}

function wholeObject(text: string): Record<string, unknown> {
  const read = readValue(text, 'object');
  if (read !== undefined) return read.value as Record<string, unknown>;
  throw new CliError(
    '--params-json has to be a JSON object.',
    `For example: --params-json '{"packs": ["slack"]}'`,
    EXIT_CODES.usage,
  );
}

function article(type: string): string {
  if (type === 'array') return `a JSON list, such as '["a", "b"]'`;
  if (type === 'object') return 'a JSON object';
  return type === 'boolean' ? 'true or false' : `a number`;
}
