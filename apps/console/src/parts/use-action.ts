import { useState } from 'preact/hooks';
import { ApiError } from '../api/api-error';

export interface Action {
  isRunning: boolean;
  error: ApiError | undefined;
  /** Runs what changes something, and keeps what it was refused with. */
  run: (work: () => Promise<unknown>) => Promise<void>;
}

export function useAction(): Action {
  const [isRunning, setRunning] = useState(false);
  const [error, setError] = useState<ApiError>();
  const run = async (work: () => Promise<unknown>) => {
    setRunning(true);
    setError(undefined);
    try {
      await work();
    } catch (reason) {
      if (!(reason instanceof ApiError)) throw reason;
      setError(reason);
    } finally {
      setRunning(false);
    }
  };
  return { isRunning, error, run };
}
