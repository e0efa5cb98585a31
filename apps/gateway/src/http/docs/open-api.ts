import { applyDecorators } from '@nestjs/common';
import { ApiBody, ApiQuery, ApiResponse, type ApiResponseOptions } from '@nestjs/swagger';
import * as contracts from '@packyard/contracts';
import { z } from 'zod';
import { TakesQuery } from '../query-parameter-check';

type OpenApiSchema = Exclude<NonNullable<Extract<ApiResponseOptions, { schema: unknown }>['schema']>, undefined>;

/** Shared schemas, named as in `libs/contracts`; all that routes refer to, once the document was written as JSON. */
export const COMPONENTS: Record<string, OpenApiSchema> = {};

const NAMED = /^New|(?:View|Summary|Output|Parameters|Result|Body|Report|Pagination|Changes|Data|Stats|Logs)$/;
for (const [name, value] of Object.entries(contracts as Record<string, unknown>)) {
  if (NAMED.test(name) && value instanceof z.ZodObject) z.globalRegistry.add(value, { id: name });
}

/** A schema of `libs/contracts`, made to OpenAPI when the document is written: few ask for it, and it takes as long as much of a start. */
function schemaOf(schema: z.ZodType, io: 'input' | 'output' = 'output', more: object = {}): OpenApiSchema {
  return { toJSON: () => ({ ...convert(schema, io), ...more }) } as OpenApiSchema;
}

function convert(schema: z.ZodType, io: 'input' | 'output'): OpenApiSchema {
  const {
    $schema: _dialect,
    $defs,
    ...own
  } = z.toJSONSchema(schema, {
    target: 'draft-2020-12',
    io,
    unrepresentable: 'any',
    override: ({ jsonSchema }) => {
      // Zod writes the bounds of safe integers, which say nothing.
      if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
      // As Attune's schemas of parameters say it.
      if (jsonSchema['secret'] === true) {
        delete jsonSchema['secret'];
        jsonSchema.format = 'password';
      }
    },
  });
  for (const [name, definition] of Object.entries(($defs ?? {}) as Record<string, object>)) {
    COMPONENTS[name] = withReferences(definition);
  }
  return withReferences(own);
}

function withReferences(schema: object): OpenApiSchema {
  return JSON.parse(JSON.stringify(schema).replaceAll('"#/$defs/', '"#/components/schemas/')) as OpenApiSchema;
}

export const Answers = (status: number, schema: z.ZodType, description: string) =>
  ApiResponse({ status, description, schema: schemaOf(schema) });

/** Documents an answer that has one of several types, with the schema of each. */
export const AnswersAs = (status: number, schemas: Record<string, z.ZodType>, description: string) =>
  ApiResponse({
    status,
    description,
    content: Object.fromEntries(Object.entries(schemas).map(([type, schema]) => [type, { schema: schemaOf(schema) }])),
  });

export const AnswersError = (status: number, description: string) =>
  ApiResponse({ status, description, schema: schemaOf(contracts.ErrorBody) });

export const Accepts = (schema: z.ZodType, example: object) =>
  ApiBody({ schema: schemaOf(schema, 'input', { example }) });

/** Documents a body that may have several shapes, with an example of each. */
export const AcceptsOneOf = (schema: z.ZodType, examples: Record<string, object>) =>
  ApiBody({
    schema: schemaOf(schema, 'input'),
    examples: Object.fromEntries(Object.entries(examples).map(([name, value]) => [name, { value }])),
  });

/** Declares the query parameters that the route takes; all are optional unless the schema says otherwise. */
export const AcceptsQuery = (schema: z.ZodObject) =>
  applyDecorators(
    TakesQuery(schema),
    ...Object.entries(schema.shape).map(([name, field]) =>
      ApiQuery({
        name,
        required: !(field as z.ZodType).safeParse(undefined).success,
        schema: schemaOf(field as z.ZodType),
      }),
    ),
  );
