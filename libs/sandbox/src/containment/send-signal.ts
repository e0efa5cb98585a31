/** Whether it could be sent. */
export function sendSignal(pid: number, name: NodeJS.Signals): boolean {
  try {
    process.kill(pid, name);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // Gone already, or a program of the system that works for us and ends with what it works for.
    if (code !== 'ESRCH' && code !== 'EPERM') throw error;
    return false;
  }
}
