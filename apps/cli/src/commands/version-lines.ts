import type { VersionView } from '@packyard/contracts';
import { oneLine } from '../progress/text';

const GAP = 3;

/** Columns of at least the given widths, three blanks apart, nothing behind the last. */
function columns(texts: readonly (readonly string[])[], least: readonly number[] = []): string[] {
  const rows = texts.map((row) => row.map(oneLine));
  const count = Math.max(...rows.map((row) => row.length));
  const widths = Array.from({ length: count }, (_, column) =>
    Math.max(least[column] ?? 0, ...rows.map((row) => (row[column] ?? '').length + GAP)),
  );
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('')
      .trimEnd(),
  );
}

/** As the manual prints it. */
export function versionLines(noun: string, versions: readonly VersionView[]): string[] {
  const header = [noun.toUpperCase(), 'VERSION', 'STATUS'];
  return columns([header, ...versions.map(({ ref, version, status }) => [ref, version, status])], [12, 11]);
}

/** One line for each bundle: which version is enabled, and with `isVerbose` which are installed. */
export function listLines(
  versions: readonly VersionView[],
  show: { isVerbose: boolean; isWanted: (isEnabled: boolean) => boolean },
): string[] {
  const rows = wantedRefs(versions, show.isWanted).map((ref) => {
    const own = versions.filter((version) => version.ref === ref);
    const more = show.isVerbose ? [own.map(({ version }) => version).join(', ')] : [];
    return [ref, own.find(isEnabled)?.version ?? '-', ...more];
  });
  return columns([['BUNDLE', 'ENABLED', ...(show.isVerbose ? ['INSTALLED VERSIONS'] : [])], ...rows]);
}

export function wantedRefs(versions: readonly VersionView[], isWanted: (isEnabled: boolean) => boolean): string[] {
  const enabled = new Set(versions.filter(isEnabled).map(({ ref }) => ref));
  return [...new Set(versions.map(({ ref }) => ref))].filter((ref) => isWanted(enabled.has(ref)));
}

function isEnabled({ status }: VersionView): boolean {
  return status === 'Enabled';
}
