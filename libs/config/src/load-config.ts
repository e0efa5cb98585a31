import { readFileSync } from 'node:fs';
import { type z } from 'zod';

export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads the variables that `schema` names from the environment. Each may also be given as `NAME_FILE`,
 * the path of a file that holds the value. An empty value counts as absent.
 * @throws ConfigInvalidError with all problems at once: names and reasons, never values
 */
export function readConfig<Shape extends z.ZodRawShape>(
  schema: z.ZodObject<Shape>,
  environment: Environment,
): z.infer<z.ZodObject<Shape>> {
  const problems: string[] = [];
  const values: Record<string, string> = {};
  for (const name of Object.keys(schema.shape)) {
    const value = readVariable(name, environment, problems);
    if (value !== undefined) values[name] = value;
  }
  const parsed = schema.safeParse(values);
  if (!parsed.success) {
    problems.push(...parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`));
  }
  if (problems.length > 0 || !parsed.success) throw new ConfigInvalidError(problems);
  return parsed.data;
}

const SECRETS = [
  'DATABASE_URL',
  'PACKYARD_DATABASE_DIRECT_URL',
  'REDIS_URL',
  'PACKYARD_SECRET_KEY',
  'PACKYARD_SECRET_KEY_COMMAND',
  'PACKYARD_FORMER_SECRET_KEYS',
  'PACKYARD_ADMIN_TOKEN',
  'PACKYARD_OIDC_CLIENT_SECRET',
  'PACKYARD_TLS_KEY',
  'PACKYARD_HOST_ACCESS',
  'PACKYARD_CONTENT_STORE',
  'PACKYARD_BUILD_ACCESS',
  'OTEL_EXPORTER_OTLP_ENDPOINT',
  'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT',
  'OTEL_EXPORTER_OTLP_HEADERS',
  'OTEL_EXPORTER_OTLP_TRACES_HEADERS',
];

/**
 * For the first line of a `main.ts`: prints every problem and ends the process instead of limping on. What is secret is
 * taken out of the environment, so that nothing that is started later can inherit it.
 */
export function loadConfig<Shape extends z.ZodRawShape>(schema: z.ZodObject<Shape>): z.infer<z.ZodObject<Shape>> {
  try {
    const config = readConfig(schema, process.env);
    for (const name of SECRETS) Reflect.deleteProperty(process.env, name);
    return config;
  } catch (error) {
    if (!(error instanceof ConfigInvalidError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  }
}

export class ConfigInvalidError extends Error {
  constructor(readonly problems: readonly string[]) {
    super(`The configuration is not usable:\n${problems.map((problem) => `  ${problem}`).join('\n')}`);
    this.name = 'ConfigInvalidError';
  }
}

function readVariable(name: string, environment: Environment, problems: string[]): string | undefined {
  // Proxies are mostly set in small letters.
  const direct = environment[name] ?? (name.endsWith('_PROXY') ? environment[name.toLowerCase()] : undefined);
  const file = environment[`${name}_FILE`];
  if (direct && file) {
    problems.push(`${name}: set both directly and as ${name}_FILE; keep one`);
    return undefined;
  }
  if (!file) return direct === '' ? undefined : direct;
  try {
    const text = readFileSync(file, 'utf8').trim();
    if (text === '') problems.push(`${name}_FILE: the file is empty; write the value into it, or unset the variable`);
    return text || undefined;
  } catch (error) {
    problems.push(`${name}_FILE: cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown error'})`);
    return undefined;
  }
}
