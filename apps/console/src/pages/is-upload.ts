/** Whether a source came with a request, which nothing is kept of; in executions of before, by the path that it had. */
export function isUpload(source: unknown): boolean {
  return (
    typeof source === 'string' && /^upload:|\/uploads\/(?:[0-9a-f-]{36}\.archive$|import-[0-9a-f-]{36}\/)/.test(source)
  );
}
