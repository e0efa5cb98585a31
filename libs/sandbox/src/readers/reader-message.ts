import { type ErrorCode, type PackyardError, RejectedError, UnavailableError } from '@packyard/contracts';

/** What is asked of a reader process. */
export interface ReaderRequest {
  method: string;
  input: unknown;
}

/** What a reader process answers: any number of pieces, then the result or the failure; the last one before it ends says so. */
export type ReaderAnswer = { piece: unknown } | { result: unknown } | { failure: ReaderFailure; isLast?: boolean };

export interface ReaderFailure {
  kind: 'rejected' | 'unavailable' | 'unexpected';
  /** One of ours, or the system's (`ENOSPC`). */
  code?: string | undefined;
  message: string;
  hint?: string | undefined;
  packRef?: string | undefined;
}

export function failureOf(error: unknown): ReaderFailure {
  const { code, message, hint, packRef } = error as Partial<PackyardError>;
  const told = { code, message: message ?? String(error), hint, packRef };
  if (error instanceof RejectedError) return { kind: 'rejected', ...told };
  if (error instanceof UnavailableError) return { kind: 'unavailable', ...told };
  return { kind: 'unexpected', ...told };
}

/** The error as it was thrown on the other side. */
export function errorOf({ kind, code, message, hint, packRef }: ReaderFailure): Error {
  const details = { ...(hint === undefined ? {} : { hint }), ...(packRef === undefined ? {} : { packRef }) };
  if (kind === 'rejected') return new RejectedError(code as ErrorCode, message, details);
  if (kind === 'unavailable') return new UnavailableError(code as ErrorCode, message, details);
  return Object.assign(new Error(message), code === undefined ? {} : { code });
}
