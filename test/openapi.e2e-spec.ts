import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import type { ErrorBody } from '@packyard/contracts';
import { TestFixture } from './support/test-fixture';
import type { Service } from './support/service';

interface Schema {
  $ref?: string;
  type?: string;
  enum?: string[];
  minimum?: number;
  example?: object;
  additionalProperties?: boolean | object;
}
interface Parameter {
  in: string;
  name: string;
  schema: Schema;
}
interface Operation {
  operationId: string;
  route: string;
  method: string;
  path: string;
  parameters?: Parameter[];
  requestBody?: { content: Record<string, { schema: Schema } | undefined> };
}
interface Document {
  paths: Record<string, Record<string, Omit<Operation, 'method' | 'path'>>>;
  components: { schemas: Record<string, Schema> };
}

const ROOT = resolve(__dirname, '..');
const MISSPELT = 'zz';
/** Of paths whose part has to be one of few. */
const PARTS: Readonly<Record<string, string>> = { '{layer}': 'bundle' };
// Bodies of Attune's routes, whose clients send fields that mean nothing here, and those with several shapes.
const LOOSE = [
  'POST /api/v1/executions',
  'POST /api/v1/executions/execute',
  'POST /api/v1/packs/download',
  'POST /api/v1/packs/dependencies',
  'POST /api/v1/packs/build-envs',
  'POST /api/v1/packs/register-batch',
  'POST /api/v1/packs/register',
  'POST /api/v1/packs/install',
  'POST /api/v1/identities/{identity_id}/integration-tokens',
  'POST /auth/login',
  'POST /auth/token-login',
  'POST /auth/refresh',
];

describe('the document of every route', () => {
  const fixture = new TestFixture();
  let service: Service;
  let document: Document;
  let operations: Operation[];

  beforeAll(async () => {
    service = await fixture.start();
    document = (await (await fetch(`${service.url}/openapi.json`)).json()) as Document;
    operations = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([verb, operation]) => {
        const method = verb.toUpperCase();
        return {
          ...operation,
          method,
          path: path.replace(/\{\w+\}/g, (part) => PARTS[part] ?? 'nothing'),
          route: `${method} ${path}`,
        };
      }),
    );
    expect(operations.length).toBeGreaterThan(70);
  });

  it('is without errors and warnings for a linter that others use', async () => {
    const file = fixture.path('openapi.json');
    writeFileSync(file, await (await fetch(`${service.url}/openapi.json`)).text());
    const lint = ['node_modules/@redocly/cli/bin/cli.js', 'lint', file, '--config', 'redocly.yaml', '--format', 'json'];
    const env = { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' };
    // What it finds it prints as well when it fails by that.
    const { stdout } = await promisify(execFile)(process.execPath, lint, { cwd: ROOT, env }).catch(
      (error: unknown) => error as { stdout: string },
    );
    const { totals, problems } = JSON.parse(stdout) as { totals: object; problems: { message: string }[] };
    expect(problems.map(({ message }) => message)).toEqual([]);
    expect(totals).toEqual({ errors: 0, warnings: 0, ignored: 0 });
  });

  it('has a name for every operation that reads well in any language', () => {
    const ids = operations.map(({ operationId }) => operationId);
    expect(ids.filter((id) => !/^[a-z]+(?:[A-Z][a-z]*)*$/.test(id))).toEqual([]);
    expect(ids).toContain('submitExecution');
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('declares the query parameters that it takes', async () => {
    const declared = operations.filter((operation) => queryOf(operation).length > 0);
    expect(declared.length).toBeGreaterThan(10);
    for (const operation of declared) {
      for (const { name } of queryOf(operation)) {
        const answer = await ask(operation, queryString(operation, name));
        expect([operation.route, name, problemsOf(answer)]).toEqual([operation.route, name, []]);
      }
    }
  });

  it('declares what they may be: other values are refused by name', async () => {
    for (const operation of operations) {
      for (const { name, schema } of queryOf(operation)) {
        const wrong = schema.enum !== undefined || schema.type !== 'string' ? ['nonsense', ''] : [];
        for (const value of wrong) {
          const query = queryString(operation, name).replace(/[^?&]*$/, `${name}=${value}`);
          const answer = await ask(operation, query);
          expect([operation.route, name, value, problemsOf(answer)]).toEqual([operation.route, name, value, [name]]);
        }
      }
    }
  });

  it('declares all of them: others are refused, and the nearest known one is named', async () => {
    for (const operation of operations) {
      const [first] = queryOf(operation).map(({ name }) => name);
      const name = `${first ?? ''}${MISSPELT}`;
      const { status, body } = await ask(operation, `?${name}=1`);
      const hint = first === undefined ? `leave out '${name}'` : `Fix the name '${name}': the nearest known one is '`;
      expect([operation.route, status, body]).toEqual([
        operation.route,
        400,
        expect.objectContaining({
          code: 'PARAMETERS_INVALID',
          details: [{ path: name, message: 'there is no such parameter' }],
          hint: expect.stringContaining(hint) as string,
        }),
      ]);
    }
  });

  it('declares the fields of its body: others are refused, but for those of Attune', async () => {
    const withBody = operations.filter((operation) => bodyOf(operation) !== undefined);
    const strict = withBody.filter((operation) => bodyOf(operation)?.additionalProperties === false);
    expect(withBody.filter((one) => !strict.includes(one)).map(({ route }) => route)).toEqual(LOOSE);
    for (const operation of strict) {
      const body = { ...bodyOf(operation)?.example, [MISSPELT]: 1 };
      const answer = await ask(operation, '', body);
      expect([operation.route, answer.status, problemsOf(answer)]).toEqual([operation.route, 400, [MISSPELT]]);
    }
  });

  it("lets Attune's and Gort's own clients ask as they do", async () => {
    const get = { method: 'GET', route: '' };
    const list = '?status=failed&top_level_only=true&include_total=true&parent=1&page=1&per_page=100';
    expect((await ask({ ...get, path: '/api/v1/executions' }, list)).status).toBe(200);
    expect((await ask({ ...get, path: '/api/v1/packs' }, '?name=slack')).status).toBe(200);
    expect((await ask({ ...get, path: '/api/v1/executions/1' }, '?include_secret_values=false')).status).toBe(404);
    const stream = await ask({ ...get, path: '/api/v1/executions/stream' }, '?execution_id=1');
    expect([stream.status, stream.body.code]).toEqual([404, 'EXECUTION_NOT_FOUND']);
    const gort = await fetch(`${service.url}/v2/bundles?unheard_of=1`);
    expect(gort.status).toBe(401);
  });

  function bodyOf({ requestBody }: Operation): Schema | undefined {
    const schema = requestBody?.content['application/json']?.schema;
    const referred = document.components.schemas[schema?.$ref?.split('/').at(-1) ?? ''];
    return schema && { ...referred, ...schema };
  }

  async function ask({ method, path }: Pick<Operation, 'method' | 'path'>, query: string, body?: object) {
    const response = await fetch(`${service.url}${path}${query}`, {
      method,
      headers: {
        authorization: `Bearer ${service.token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: (text.startsWith('{') ? JSON.parse(text) : {}) as Partial<ErrorBody> };
  }
});

function queryOf({ parameters = [] }: Operation): (Parameter & { required?: boolean })[] {
  return parameters.filter((parameter) => parameter.in === 'query');
}

/** The required ones, and the named one last. */
function queryString(operation: Operation, name: string): string {
  const shown = queryOf(operation).filter((one) => one.required === true || one.name === name);
  const sorted = shown.sort((a, b) => Number(a.name === name) - Number(b.name === name));
  return `?${sorted.map((one) => `${one.name}=${valueOf(one.schema)}`).join('&')}`;
}

function valueOf({ enum: values, type, minimum = 1 }: Schema): string {
  if (values !== undefined) return encodeURIComponent(values[0] ?? '');
  return type === 'string' ? 'nothing' : String(minimum);
}

function problemsOf({ body }: { body: Partial<ErrorBody> }): string[] {
  return body.code === 'PARAMETERS_INVALID' ? (body.details ?? []).map(({ path }) => path) : [];
}
