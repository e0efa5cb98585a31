import { ApiBody, ApiResponse, type ApiResponseOptions } from '@nestjs/swagger';
import { ErrorBody } from '@packyard/contracts';
import { z } from 'zod';

type OpenApiSchema = Exclude<NonNullable<Extract<ApiResponseOptions, { schema: unknown }>['schema']>, undefined>;

/** The OpenAPI schema of what `libs/contracts` describes. */
function schemaOf(schema: z.ZodType, io: 'input' | 'output' = 'output'): OpenApiSchema {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { target: 'openapi-3.0', io, unrepresentable: 'any' });
  return rest as OpenApiSchema;
}

export const Answers = (status: number, schema: z.ZodType, description: string) =>
  ApiResponse({ status, description, schema: schemaOf(schema) });

export const AnswersError = (status: number, description: string) =>
  ApiResponse({ status, description, schema: schemaOf(ErrorBody) });

export const Accepts = (schema: z.ZodType, example: object) =>
  ApiBody({ schema: { ...schemaOf(schema, 'input'), example } as OpenApiSchema });
