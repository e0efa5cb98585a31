import type { ErrorCode } from './error-codes';
import { visible } from './visible-text';

/** A name that somebody asked for and that is not there. */
export interface UnknownName {
  kind: 'pack' | 'user' | 'group' | 'role' | 'action';
  name: string;
}

interface ErrorDetails {
  /** What the reader can do about it, as a full sentence. */
  hint?: string;
  /** The name of the pack that it is about, once that is known. */
  packRef?: string;
  /** Which name was not found; who answers may know which one was meant. */
  unknown?: UnknownName;
  cause?: unknown;
}

/** What is said is kept, sent and shown several times: no value of others may make it longer. Characters. */
const MAX_MESSAGE_LENGTH = 10_000;
const MAX_HINT_LENGTH = 4_000;
const END = 200;

/**
 * An error that users may read: `message` is a full sentence with the offending value, without secrets
 * and without anything that nobody sees.
 */
export abstract class PackyardError extends Error {
  readonly hint: string | undefined;
  readonly packRef: string | undefined;
  readonly unknown: UnknownName | undefined;

  constructor(
    readonly code: ErrorCode,
    message: string,
    details: ErrorDetails = {},
  ) {
    super(bounded(message, MAX_MESSAGE_LENGTH), details.cause === undefined ? undefined : { cause: details.cause });
    this.name = new.target.name;
    this.hint = details.hint === undefined ? undefined : bounded(details.hint, MAX_HINT_LENGTH);
    this.packRef = details.packRef;
    this.unknown = details.unknown;
  }
}

/** What nobody sees takes more room once it is visible. How a sentence ends says what is wrong. */
function bounded(text: string, longest: number): string {
  const shown = visible(middleCut(text, longest));
  return middleCut(shown, longest);
}

function middleCut(text: string, longest: number): string {
  return text.length <= longest ? text : `${text.slice(0, longest - END - 3)} … ${text.slice(-END)}`;
}

/** The pack or the request is wrong. Never retried; 4xx; logged at info. */
export class RejectedError extends PackyardError {}

/** The world is not answering. Retried with back-off; 503; logged at warn. */
export class UnavailableError extends PackyardError {}

/** What of an error is stored and shown. */
export interface ErrorReport {
  code: ErrorCode;
  message: string;
  hint?: string;
}

/** Anything that is no {@link PackyardError} is our bug: its inner detail is for the log, not for users. */
export function reportError(error: unknown): ErrorReport {
  if (error instanceof PackyardError) {
    return { code: error.code, message: error.message, ...(error.hint === undefined ? {} : { hint: error.hint }) };
  }
  return {
    code: 'INTERNAL',
    message: 'Packyard failed in an unexpected way.',
    hint: 'The log of the worker has the details; please report them.',
  };
}
