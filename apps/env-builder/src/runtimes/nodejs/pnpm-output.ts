import { z } from 'zod';

const Line = z.looseObject({
  name: z.string().optional(),
  level: z.string().optional(),
  status: z.string().optional(),
  code: z.string().optional(),
  message: z.string().optional(),
  downloaded: z.number().optional(),
  size: z.number().nullish(),
  packageId: z.string().optional(),
});
type Line = z.infer<typeof Line>;

const MEBIBYTE = 1024 * 1024;

/** Reads what pnpm prints for programs: one JSON object a line. */
export class PnpmOutput {
  private readonly resolved = new Set<string>();
  private fetched = 0;
  private imported = 0;
  private readonly downloads = new Map<string, { downloaded: number; size: number }>();

  /** What is being done. */
  progressOf(text: string): string | undefined {
    const line = parse(text);
    if (line?.name === 'pnpm:fetching-progress') this.note(line);
    if (line?.name !== 'pnpm:progress' && line?.name !== 'pnpm:fetching-progress') return undefined;
    if (line.status === 'resolved') this.resolved.add(line.packageId ?? '');
    if (line.status === 'fetched' || line.status === 'found_in_store') this.fetched += 1;
    if (line.status === 'imported') this.imported += 1;
    const total = this.resolved.size;
    if (this.imported > 0) return `linking ${this.imported} of ${total} packages`;
    if (this.fetched > 0) return `downloading ${this.fetched} of ${total} packages${this.bytes()}`;
    return `resolving, ${total} packages so far`;
  }

  /** For people: messages, and nothing of what only counts. */
  textOf(text: string): string | undefined {
    const line = parse(text);
    if (line === undefined) return text;
    if (line.message === undefined || line.level === 'debug') return undefined;
    return [line.level === 'info' ? undefined : `${line.level ?? ''}:`, line.code, line.message]
      .filter(Boolean)
      .join(' ');
  }

  private note({ packageId = '', status, size, downloaded }: Line): void {
    const known = this.downloads.get(packageId) ?? { downloaded: 0, size: 0 };
    if (status === 'started') known.size = size ?? 0;
    if (status === 'in_progress') known.downloaded = downloaded ?? 0;
    this.downloads.set(packageId, known);
  }

  private bytes(): string {
    const sum = (key: 'downloaded' | 'size') => [...this.downloads.values()].reduce((all, one) => all + one[key], 0);
    return sum('size') === 0
      ? ''
      : `, ${Math.round(sum('downloaded') / MEBIBYTE)} of ${Math.round(sum('size') / MEBIBYTE)} MB`;
  }
}

function parse(text: string): Line | undefined {
  if (!text.startsWith('{')) return undefined;
  try {
    const line = Line.safeParse(JSON.parse(text));
    return line.success ? line.data : undefined;
  } catch {
    return undefined;
  }
}
