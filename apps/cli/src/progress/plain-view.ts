import type { Progress } from './progress';
import type { ProgressView } from './progress-view';
import { oneLine } from './text';

const RECEIVING_MS = 5000;

/** One line for each change, for pipes and logs. */
export class PlainView implements ProgressView {
  private last = '';
  private readonly receivingSince = new Map<number | null, number>();

  constructor(
    private readonly write: (line: string) => void,
    private readonly now: () => number = Date.now,
  ) {}

  show(progress: Progress): void {
    const line = plainLine(progress);
    if (line === undefined || line === this.last || this.isTooSoon(progress)) return;
    this.write(line);
    this.last = line;
  }

  /** How far a download is comes twice a second, which would fill a log. */
  private isTooSoon({ latest }: Progress): boolean {
    if (latest?.type !== 'progress' || latest.stage !== 'download') return false;
    const now = this.now();
    const before = this.receivingSince.get(latest.packId);
    const isTooSoon = before !== undefined && now - before < RECEIVING_MS;
    if (!isTooSoon) this.receivingSince.set(latest.packId, now);
    return isTooSoon;
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
