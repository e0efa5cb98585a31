import { Readable } from 'node:stream';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { COMPONENTS } from './open-api';
import { OPERATION_IDS } from './operation-ids';
import { SUMMARIES } from './summaries';

type Operation = NonNullable<OpenAPIObject['paths'][string]['get']>;

const PART_BYTES = 16 * 1024;
const METHODS = ['get', 'put', 'post', 'delete'] as const;

/** Errors of every route, added to those that it declares. */
const ANYWHERE: Readonly<Record<string, string>> = {
  400: 'The request is not right; the error says where.',
  429: 'Too many requests came in a minute.',
  431: 'The headers, or the address, are larger than allowed.',
  503: 'The service is starting, stopping, or can not reach its database or queues.',
};
const WITH_TOKEN: Readonly<Record<string, string>> = {
  401: 'The token is missing, unknown, expired or revoked.',
  403: "The token's scope is not enough.",
};
const WITH_BODY: Readonly<Record<string, string>> = { 413: 'The body is larger than allowed.' };
const ERROR = { 'application/json': { schema: { $ref: '#/components/schemas/ErrorBody' } } };
const WAITING: Readonly<Record<string, string>> = { 504: 'A pack took longer than it may.' };

/** Serves the OpenAPI document at `/openapi.json`, for a service that a proxy has below a path. */
export function mountDocument(app: NestFastifyApplication, below: string): void {
  const description =
    'Installs automation packs: submit sources, and they are downloaded, resolved, built, registered and enabled. ' +
    'Every route but /health, /docs and those that begin a session needs `Authorization: Bearer <token>`.';
  const config = new DocumentBuilder()
    .setTitle('Packyard')
    .setDescription(description)
    .setVersion('1')
    .setOpenAPIVersion('3.1.0')
    .setLicense('Apache-2.0', 'https://www.apache.org/licenses/LICENSE-2.0')
    .addServer(below || '/', 'The service that this document comes from.')
    .addBearerAuth({ type: 'http', scheme: 'bearer' })
    .addSecurityRequirements('bearer')
    .build();
  let document: Buffer | undefined;
  const server = app.getHttpAdapter().getInstance();
  // Open to everybody, so it costs nothing to be asked for it: made once, and sent in parts to who reads them.
  server.get('/openapi.json', (_request, reply) => {
    document ??= Buffer.from(JSON.stringify(complete(written(SwaggerModule.createDocument(app, config)))));
    return reply.type('application/json; charset=utf-8').send(Readable.from(partsOf(document)));
  });
}

function* partsOf(document: Buffer): Generator<Buffer> {
  for (let at = 0; at < document.length; at += PART_BYTES) yield document.subarray(at, at + PART_BYTES);
}

/** Schemas are made then, and with them those that they refer to. */
function written(document: OpenAPIObject): OpenAPIObject {
  return JSON.parse(JSON.stringify(document)) as OpenAPIObject;
}

function complete(document: OpenAPIObject): OpenAPIObject {
  const schemas = Object.entries({ ...document.components?.schemas, ...COMPONENTS });
  // By name: their order is otherwise that in which something happened to be loaded.
  schemas.sort(([one], [other]) => (one < other ? -1 : 1));
  document.components = { ...document.components, schemas: Object.fromEntries(schemas) };
  for (const path of Object.values(document.paths)) {
    for (const method of METHODS) if (path[method] !== undefined) describeOperation(path[method]);
  }
  return document;
}

function describeOperation(operation: Operation): void {
  const handler = operation.operationId ?? '';
  operation.summary = SUMMARIES[handler] ?? '';
  operation.operationId = OPERATION_IDS[handler] ?? handler;
  const isOpen = operation.security?.length === 0;
  const common = {
    ...ANYWHERE,
    ...(isOpen ? {} : WITH_TOKEN),
    ...(operation.requestBody === undefined ? {} : WITH_BODY),
    ...(operation.responses['422'] === undefined ? {} : WAITING),
  };
  for (const [status, description] of Object.entries(common)) operation.responses[status] ??= { description };
  for (const [status, response] of Object.entries(operation.responses)) {
    // Whatever the route answers with when all is well.
    if (Number(status) >= 400) Object.assign(response as object, { content: ERROR });
  }
}
