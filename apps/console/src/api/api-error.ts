/** What the service refused, in its own words, with the remedy. */
export class ApiError extends Error {
  override name = 'ApiError';

  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly hint?: string,
  ) {
    super(message);
  }
}

/** For requests that got no answer at all. */
export function unreachable(): ApiError {
  return new ApiError(
    0,
    'UNREACHABLE',
    'Packyard does not answer.',
    'See whether it is running; this page tries again.',
  );
}
