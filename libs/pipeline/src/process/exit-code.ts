/** What a process answers its supervisor with; `docs/operations.md` explains each, and a test compares the two. */
export const EXIT_CODES = {
  /** It was asked to end, and everything it was at work on ended or was given back. */
  ended: 0,
  /** It could not start; the last line says what to do. */
  notStarted: 1,
  /** The database's schema is not the one that this version works with. */
  schemaUnfit: 2,
  /** An error that belongs to no task, or the loss of the embedded PostgreSQL, ended it: start it again. */
  broken: 3,
  /** It was asked to end, and something still stood in the way after the grace period. */
  forced: 4,
} as const;
export type ExitCode = (typeof EXIT_CODES)[keyof typeof EXIT_CODES];
