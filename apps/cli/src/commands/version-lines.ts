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
  const refs = [...new Set(versions.map(({ ref }) => ref))];
  const rows = refs.flatMap((ref) => {
    const own = versions.filter((version) => version.ref === ref);
    const enabled = own.find(({ status }) => status === 'Enabled')?.version;
    if (!show.isWanted(enabled !== undefined)) return [];
    return [[ref, enabled ?? '-', ...(show.isVerbose ? [own.map(({ version }) => version).join(', ')] : [])]];
  });
  return columns([['BUNDLE', 'ENABLED', ...(show.isVerbose ? ['INSTALLED VERSIONS'] : [])], ...rows]);
}
