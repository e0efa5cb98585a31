import { useEffect, useState } from 'preact/hooks';
import { followEvents } from '../api/events';
import type { Execution } from '../api/types';
import { type Loaded, useData } from '../parts/use-data';
import { useSession } from '../session/session';

export interface Note {
  text: string;
  stage: string;
}

type Progress = ReadonlyMap<number | null, Note>;

export interface Followed extends Loaded<{ data: Execution }> {
  notes: readonly Note[];
  /** What is being done now, by pack. */
  progress: Progress;
}

/** An execution as it is now, and what its workers had to say: read again with every change, until it has ended. */
export function useExecution(id: number): Followed {
  const { client } = useSession();
  const [notes, setNotes] = useState<readonly Note[]>([]);
  const [progress, setProgress] = useState<Progress>(new Map());
  const loaded = useData<{ data: Execution }>(`/api/v1/executions/${id}`);
  const { reload } = loaded;
  useEffect(() => {
    const leaving = new AbortController();
    let waiting: number | undefined;
    const onEvent = (data: unknown) => {
      const event = data as { type: string; packId: number | null } & Note;
      if (event.type === 'progress') {
        // It comes twice a second for each pack, and changes nothing else.
        setProgress((before) => new Map(before).set(event.packId, event));
        return;
      }
      if (event.type === 'note') setNotes((before) => [...before, event]);
      // A large request moves many packs at once.
      waiting ??= window.setTimeout(() => {
        waiting = undefined;
        reload();
      }, 100);
    };
    setNotes([]);
    setProgress(new Map());
    void followEvents(client, { id, signal: leaving.signal, onEvent }).then(reload);
    return () => {
      leaving.abort();
      clearTimeout(waiting);
    };
  }, [client, id, reload]);
  return { ...loaded, notes, progress };
}
