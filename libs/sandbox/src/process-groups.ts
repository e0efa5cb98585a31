const live = new Set<number>();

/** Programs run in groups of their own, so that nothing else ends them with this process when it does not wait for them. */
export function endWithProcess(groupId: number | undefined): () => void {
  if (groupId === undefined) return () => undefined;
  if (live.size === 0) process.on('exit', endAll);
  live.add(groupId);
  return () => {
    live.delete(groupId);
    if (live.size === 0) process.off('exit', endAll);
  };
}

function endAll(): void {
  for (const groupId of live) {
    try {
      process.kill(-groupId, 'SIGKILL');
    } catch {
      // It ended at the same time.
    }
  }
}
