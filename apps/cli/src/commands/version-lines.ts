import type { VersionDetailView, VersionView } from '@packyard/contracts';
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

export function infoLines(ref: string, versions: readonly VersionView[]): string[] {
  const enabled = versions.find(({ status }) => status === 'Enabled');
  return [
    line('Name', [ref]),
    line(
      'Versions',
      versions.map(({ version }) => version),
    ),
    `Status: ${enabled === undefined ? 'Disabled' : 'Enabled'}`,
    ...(enabled === undefined
      ? []
      : [
          `Enabled Version: ${enabled.version}`,
          line('Commands', enabled.commands),
          line('Permissions', enabled.permissions),
        ]),
  ];
}

export function versionInfoLines({ ref, version, status, note, ...found }: VersionDetailView): string[] {
  const shown = status === 'Disabled' ? 'Not Enabled' : status;
  return [
    line('Name', [ref]),
    line('Version', [version]),
    `Status: ${shown}`,
    ...(note === null ? [] : [`Note: ${oneLine(note)}`]),
    line('Commands', found.commands),
    line('Permissions', found.permissions),
    ...testLines(found.test_result),
  ];
}

/** How the tests of a version ended, and what those said that failed. */
function testLines(result: VersionDetailView['test_result']): string[] {
  if (result === null || result.status === 'none') return [];
  const failed = result.testSuites.filter((suite) => suite.failed > 0);
  return [
    `Tests: ${result.status}, ${result.passed} of ${result.totalTests} passed${result.reason === null ? '' : ` (${oneLine(result.reason)})`}`,
    ...failed.flatMap(({ name, output }) => [
      `  ${name}:`,
      ...output
        .trim()
        .split('\n')
        .map((text) => `    ${oneLine(text)}`),
    ]),
  ];
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

function line(name: string, values: readonly string[]): string {
  return oneLine(`${name}: ${values.join(', ')}`);
}
