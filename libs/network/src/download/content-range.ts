import type { IncomingHttpHeaders } from 'node:http';
import type { Validators } from './http-validators';

/** What is there already of an answer. */
export interface Begun {
  bytes: number;
  /** Of the whole, where the server said so. */
  total: number | undefined;
  validators: Validators;
}

/** The rest of an answer is asked for when it is certain that it belongs to what is there. */
export function rangeHeaders({ bytes, validators: { strong } }: Begun): Record<string, string> {
  return bytes === 0 || strong === undefined ? {} : { range: `bytes=${bytes}-`, 'if-range': strong };
}

/** What is wrong with a part (206) as the continuation of what is there; nothing when it fits. */
export function misfit(headers: IncomingHttpHeaders, { bytes, total, validators }: Begun): string | undefined {
  const range = /^bytes (\d+)-(\d+)\/(\d+|\*)$/.exec(headers['content-range'] ?? '');
  if (range === null) return 'sent a part without saying which';
  const [, from, to, whole] = range;
  if (Number(from) !== bytes || Number(to) < bytes) return 'sent another part than was asked for';
  if (whole !== '*' && (Number(to) + 1 !== Number(whole) || (total !== undefined && Number(whole) !== total))) {
    return 'sent a part of something of another length';
  }
  // Not every server looks at If-Range.
  const { etag, 'last-modified': lastModified } = headers;
  const isSame = validators.etag === undefined ? lastModified === validators.lastModified : etag === validators.etag;
  return isSame ? undefined : 'sent a part of something else';
}

/** The length of the whole, as a part (206) or an unsatisfiable range (416) tells it. */
export function totalOf(headers: IncomingHttpHeaders): number | undefined {
  const [, total] = /^bytes (?:\d+-\d+|\*)\/(\d+)$/.exec(headers['content-range'] ?? '') ?? [];
  return total === undefined ? undefined : Number(total);
}
