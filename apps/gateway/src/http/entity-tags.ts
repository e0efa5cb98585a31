import { applyDecorators } from '@nestjs/common';
import { ApiHeader, ApiResponse } from '@nestjs/swagger';

/** Documents that who names the `ETag` of an answer is told when there is no other yet. */
export const AnswersUnchanged = () =>
  applyDecorators(
    ApiHeader({ name: 'If-None-Match', required: false, description: 'The `ETag` of the answer that is known.' }),
    ApiResponse({ status: 304, description: 'Nothing has changed since the answer with the named `ETag`.' }),
  );

/** Weak: proxies that compress answers make strong ones so. */
export const tagHeader = (tag: string) => `W/"${tag}"`;

/** Whether the value of `If-None-Match` names the tag. */
export function isKnownTag(tag: string, ifNoneMatch = ''): boolean {
  return ifNoneMatch.split(',').some((known) => known.trim().replace(/^W\//, '') === `"${tag}"`);
}
