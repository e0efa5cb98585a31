import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { isAbsolute, resolve } from 'node:path';
import { z } from 'zod';

/** Building blocks for configuration schemas: every value arrives as text. */

export const flag = (fallback: boolean) =>
  z
    .enum(['true', 'false'], { error: 'must be true or false' })
    .default(fallback ? 'true' : 'false')
    .transform((text) => text === 'true');

export const count = (fallback: number, bounds: { min?: number; max?: number } = {}) => {
  const { min = 1, max = Number.MAX_SAFE_INTEGER } = bounds;
  // No operator gets as far as the largest one that can be counted with.
  const error = `must be a whole number${bounds.max === undefined ? `, ${min} or more` : ` from ${min} to ${max}`}`;
  return z.coerce.number({ error }).int(error).min(min, error).max(max, error).default(fallback);
};

export const list = (fallback: readonly string[]) => items.default([...fallback]);

const items = z.string().transform((text) =>
  text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== ''),
);

/** Absolute paths of folders, separated by commas: what a relative one means depends on where a process was started. */
export const folders = items.transform((paths, context) => {
  if (!paths.every((path) => isAbsolute(path))) {
    const message = 'must be absolute paths of folders, separated by commas: write them from / on';
    context.addIssue({ code: 'custom', message });
  }
  return paths.map((path) => resolve(path));
});

/** For a {@link list} of which every item has to be what an index can be read from. */
export function indexLocations(items: readonly string[], context: z.RefinementCtx): string[] {
  if (!items.every((item) => isAbsolute(item) || isIndexUrl(item))) {
    const message =
      'must be http://, https:// or file:// URLs, or absolute paths, separated by commas; a comma in a URL is written %2C';
    context.addIssue({ code: 'custom', message });
  }
  return [...items];
}

function isIndexUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  return /^https?:\/\//.test(text) || (/^file:\//.test(text) && new URL(text).host === '');
}

/** For a {@link list} of which every item has to be a whole number above 0. */
export function wholeNumbers(items: readonly string[], context: z.RefinementCtx): number[] {
  const wrong = items.find((item) => !/^[1-9]\d{0,8}$/.test(item));
  if (wrong !== undefined || items.length === 0) {
    context.addIssue({ code: 'custom', message: 'must be whole numbers above 0, separated by commas' });
  }
  return items.map(Number);
}

/** For a {@link list} of which every item has to be an address or a network, such as `10.0.0.0/8`. */
export function networks(items: readonly string[], context: z.RefinementCtx): string[] {
  if (!items.every(isNetwork)) {
    const message = 'must be addresses or networks such as 10.0.0.0/8, separated by commas';
    context.addIssue({ code: 'custom', message });
  }
  return [...items];
}

/** `true`, `false`, or addresses and networks, separated by commas; stays text. */
export const flagOrNetworks = z
  .string()
  .refine((text) => ['true', 'false'].includes(text) || text.split(',').every((item) => isNetwork(item.trim())), {
    error: 'must be true, false, or addresses and networks such as 10.0.0.0/8, separated by commas',
  });

// As OpenSSL reads them.
const CERTIFICATE = /-----BEGIN (X509 |TRUSTED )?CERTIFICATE-----/;

/** A file that can be read when a process starts; it is read again whenever it is needed. */
export const pemFile = z.string().superRefine((path, context) => {
  try {
    if (CERTIFICATE.test(readFileSync(path, 'utf8'))) return;
    context.addIssue({ code: 'custom', message: 'must be a file of certificates in PEM' });
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? 'unknown error';
    context.addIssue({ code: 'custom', message: `cannot be read (${reason})` });
  }
});

/** What can be the value of an HTTP header. */
export const headerValue = z.string().regex(/^[\t\x20-\x7e\x80-\xff]*$/, 'must be one line, as a header is');

function isNetwork(text: string): boolean {
  const [, address = '', , bits] = /^([^/]*)(\/(\d{1,3}))?$/.exec(text) ?? [];
  const longest = { 0: -1, 4: 32, 6: 128 }[isIP(address)] ?? -1;
  return longest > 0 && Number(bits ?? 0) <= longest;
}

/** JSON text that has to fit a schema. */
export function json<Schema extends z.ZodType>(schema: Schema) {
  return z
    .string()
    .transform((text, context): unknown => {
      try {
        return JSON.parse(text);
      } catch {
        context.addIssue({ code: 'custom', message: 'must be JSON' });
        return z.NEVER;
      }
    })
    .pipe(schema);
}
