/** The try that a task is at, that it waits for, or that was its last: failures that another try followed, and one. */
export function attemptOf({ failures }: { failures: number }): number {
  return failures + 1;
}
