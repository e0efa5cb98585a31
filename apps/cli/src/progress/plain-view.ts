import type { Progress } from './progress';
import type { ProgressView } from './progress-view';
import { oneLine } from './text';

/** One line for each change, for pipes and logs. */
export class PlainView implements ProgressView {
  private last = '';

  constructor(private readonly write: (line: string) => void) {}

  show(progress: Progress): void {
    const line = plainLine(progress);
    if (line === undefined || line === this.last) return;
    this.write(line);
    this.last = line;
  }

  close(): void {
    // Nothing is left open.
  }
}

/** `slack  download  running`, greppable. Being about to start is not worth a line. */
export function plainLine({ executionId, latest, packs }: Progress): string | undefined {
  if (latest === undefined) return undefined;
  switch (latest.type) {
    case 'status':
      return `execution ${executionId}  ${latest.status}`;
    case 'note':
    case 'progress': {
      const name = packs.find((pack) => pack.id === latest.packId)?.name ?? `execution ${executionId}`;
      return `${oneLine(name)}  ${latest.stage}  ${oneLine(latest.text)}`;
    }
    case 'pack': {
      const { ref, source, stage, status, error } = latest.pack;
      if (status === 'pending') return undefined;
      const reason = error === null ? '' : `  ${error.code}: ${oneLine(error.message)}`;
      return `${oneLine(ref ?? source)}  ${stage}  ${status}${reason}`;
    }
  }
}
