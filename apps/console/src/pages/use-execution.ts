import { useEffect, useState } from 'preact/hooks';
import { followEvents } from '../api/events';
import type { Execution } from '../api/types';
import { type Loaded, useData } from '../parts/use-data';
import { useSession } from '../session/session';

export interface Note {
  text: string;
  stage: string;
}

/** An execution as it is now, and what its workers had to say: read again with every event, until it has ended. */
export function useExecution(id: number): Loaded<{ data: Execution }> & { notes: readonly Note[] } {
  const { client } = useSession();
  const [notes, setNotes] = useState<readonly Note[]>([]);
  const loaded = useData<{ data: Execution }>(`/api/v1/executions/${id}`);
  const { reload } = loaded;
  useEffect(() => {
    const leaving = new AbortController();
    let waiting: number | undefined;
    const onEvent = (data: unknown) => {
      const event = data as { type: string } & Note;
      if (event.type === 'note') setNotes((before) => [...before, event]);
      // A large request moves many packs at once.
      waiting ??= window.setTimeout(() => {
        waiting = undefined;
        reload();
      }, 100);
    };
    setNotes([]);
    void followEvents(client, { id, signal: leaving.signal, onEvent }).then(reload);
    return () => {
      leaving.abort();
      clearTimeout(waiting);
    };
  }, [client, id, reload]);
  return { ...loaded, notes };
}
