import { z } from 'zod';

/** What people write where a text is meant. */
const Text = z.union([z.string(), z.number(), z.boolean()], { error: 'has to be a text' });
export const text = Text.nullish();
export const requiredText = z.union([z.string().min(1), z.number(), z.boolean()], { error: 'has to be a text' });
export const flag = z.boolean({ error: 'has to be true or false' }).nullish();
export const mapping = z.record(z.string(), z.unknown(), { error: 'has to be a mapping' }).nullish();
export const list = z.array(z.unknown(), { error: 'has to be a list' }).nullish();

export const oneOf = <const Values extends readonly [string, ...string[]]>(...values: Values) =>
  z.enum(values, { error: `has to be one of ${values.join(', ')}` }).nullish();

const TYPES = ['string', 'number', 'integer', 'boolean', 'array', 'object', 'null'] as const;

/** One parameter, as JSON Schema describes it; what else it says is its own business. */
const Parameter = z.looseObject(
  {
    type: z.union([z.enum(TYPES), z.array(z.enum(TYPES))], { error: `has to be one of ${TYPES.join(', ')}` }).nullish(),
    enum: list,
    secret: flag,
  },
  { error: 'has to be a mapping' },
);

/** By name. */
export const parameters = z.record(z.string(), Parameter.nullish(), { error: 'has to be a mapping' }).nullish();

/** What is wrong with a definition, as `parameters.channel.type has to be …, but is "text"`; empty when nothing is. */
export function schemaProblems(schema: z.ZodType, definition: unknown): string[] {
  const parsed = schema.safeParse(definition);
  if (parsed.success) return [];
  return parsed.error.issues.map(({ path, message }) => {
    const value = path.reduce<unknown>(
      (at, key) => (at as Record<PropertyKey, unknown> | undefined)?.[key],
      definition,
    );
    return `${path.join('.')} ${message}, but is ${shown(value)}`;
  });
}

function shown(value: unknown): string {
  if (value === undefined || value === null) return 'missing';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'a mapping' : JSON.stringify(value).slice(0, 80);
}
