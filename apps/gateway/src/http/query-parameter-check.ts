import { type CanActivate, type ExecutionContext, Injectable, SetMetadata } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { parseRequest, refuseUnknown } from './errors/parameters-invalid';

const KNOWN_QUERY = 'packyard:known-query';
const ANY_QUERY = 'packyard:any-query';

/** Adds to the query parameters that a route takes; it refuses all others, and other values. */
export const TakesQuery =
  (schema: z.ZodObject): MethodDecorator =>
  (_target, _name, descriptor) => {
    const handler = descriptor.value as object;
    const before = (Reflect.getMetadata(KNOWN_QUERY, handler) ?? []) as z.ZodObject[];
    Reflect.defineMetadata(KNOWN_QUERY, [...before, schema], handler);
  };

/** For a controller that ignores query parameters that it does not know. */
export const TakesAnyQuery = () => SetMetadata(ANY_QUERY, true);

/**
 * Refuses query parameters that a route does not take, and values that they can't have, before anything else is looked at: a
 * misspelt filter would answer with everything.
 */
@Injectable()
export class KnownQueryGuard implements CanActivate {
  constructor(private readonly reflector: Reflector) {}

  canActivate(context: ExecutionContext): boolean {
    if (this.reflector.get<true | undefined>(ANY_QUERY, context.getClass()) === true) return true;
    const { query } = context.switchToHttp().getRequest<FastifyRequest>();
    const schemas = this.reflector.get<z.ZodObject[] | undefined>(KNOWN_QUERY, context.getHandler()) ?? [];
    const known = schemas.flatMap(({ shape }) => Object.keys(shape));
    refuseUnknown(Object.keys(query as object), known);
    for (const schema of schemas) parseRequest(schema, query);
    return true;
  }
}
