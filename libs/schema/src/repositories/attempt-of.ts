/** Which try a task is at, waits for, or ended with: one more than those that failed before it. */
export function attemptOf({ failures }: { failures: number }): number {
  return failures + 1;
}
