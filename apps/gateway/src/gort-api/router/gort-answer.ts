import { visible } from '@packyard/contracts';

/** The answer of a route. Success is always 200, because Gort's client accepts nothing else. */
export interface GortAnswer {
  status: number;
  /** Sent as JSON; undefined sends no body. */
  body?: unknown;
}

export const DONE: GortAnswer = { status: 200 };

export function found(body: unknown): GortAnswer {
  return { status: 200, body };
}

/** As in Gort, an empty list of bundles is 204; its other lists are empty arrays. */
export function listedBundles(items: readonly unknown[]): GortAnswer {
  return items.length === 0 ? { status: 204 } : { status: 200, body: items };
}

/** For HEAD: 200 or 404. */
export function exists(isThere: boolean): GortAnswer {
  return { status: isThere ? 200 : 404 };
}

/** An error in Gort's words; `contains` says more. */
export class GortError extends Error {
  constructor(
    readonly status: number,
    message: string,
    contains?: string,
  ) {
    super(visible(contains === undefined ? message : `${message}\n  contains: ${contains}`));
    this.name = 'GortError';
  }
}
