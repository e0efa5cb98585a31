import { maskText } from '@packyard/contracts';
import type { Progress } from './progress';
import type { ProgressView } from './progress-view';

/** One line for each change, for pipes and logs. */
export class PlainView implements ProgressView {
  private last = '';

  constructor(private readonly write: (line: string) => void) {}

  show(progress: Progress): void {
    const line = plainLine(progress);
    if (line !== undefined && line !== this.last) this.write(line);
    this.last = line ?? this.last;
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
      return `${maskText(packs.find((pack) => pack.id === latest.packId)?.name ?? latest.stage)}  ${latest.stage}  ${maskText(latest.text)}`;
    case 'pack': {
      const { ref, source, stage, status, error } = latest.pack;
      if (status === 'pending') return undefined;
      return `${maskText(ref ?? source)}  ${stage}  ${status}${error === null ? '' : `  ${error.code}: ${maskText(error.message)}`}`;
    }
  }
}
