/** What a route of Gort's API comes to. Success is always 200: its client takes nothing else. */
export interface GortAnswer {
  status: number;
  /** JSON, when there is something to say. */
  body?: unknown;
}

export const DONE: GortAnswer = { status: 200 };

export function found(body: unknown): GortAnswer {
  return { status: 200, body };
}

/** Bundles: none of them is no content, as Gort has it. Its other lists are empty arrays. */
export function listedBundles(items: readonly unknown[]): GortAnswer {
  return items.length === 0 ? { status: 204 } : { status: 200, body: items };
}

/** For HEAD: whether there is such a thing. */
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
    super(contains === undefined ? message : `${message}\n  contains: ${contains}`);
    this.name = 'GortError';
  }
}
