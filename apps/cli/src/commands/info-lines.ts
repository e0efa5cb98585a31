import type { VersionDetailView, VersionView } from '@packyard/contracts';
import { counted, oneLine } from '../progress/text';

/**
 * A pack or bundle. What the enabled version of a bundle has stands in `versions`; `enabled` is that of a pack.
 * As the manual prints it, as far as it goes.
 */
export function infoLines(ref: string, versions: readonly VersionView[], enabled?: VersionDetailView): string[] {
  const found = versions.find(({ status }) => status === 'Enabled');
  const incompatible = versions.filter(({ status }) => status === 'Incompatible');
  const isIncompatible = versions.length > 0 && incompatible.length === versions.length;
  return [
    line('Name', [ref]),
    line('Versions', versions.map(versionOf)),
    line('Status', [found?.status ?? (isIncompatible ? 'Incompatible' : 'Disabled')]),
    ...(isIncompatible ? noteLines(versions.at(-1)?.note ?? null) : []),
    ...(isIncompatible || incompatible.length === 0
      ? []
      : [line('Incompatible Versions', incompatible.map(versionOf))]),
    ...(found === undefined ? [] : [line('Enabled Version', [found.version]), ...signatureLines(found)]),
    ...(found === undefined ? [] : enabled === undefined ? declarationLines(found) : contentLines(enabled)),
  ];
}

export function versionInfoLines(found: VersionDetailView): string[] {
  const { ref, version, status, note } = found;
  return [
    line('Name', [ref]),
    line('Version', [version]),
    line('Status', [status === 'Disabled' ? 'Not Enabled' : status]),
    ...noteLines(note),
    ...signatureLines(found),
    ...(isBundle(found) ? [...declarationLines(found), ...testLines(found.test_result)] : contentLines(found)),
  ];
}

export function isBundle({ format }: VersionView): boolean {
  return format === 'gort';
}

function versionOf({ version }: VersionView): string {
  return version;
}

function noteLines(note: string | null): string[] {
  return note === null ? [] : [line('Note', [note])];
}

function signatureLines({ signature }: VersionView): string[] {
  if (signature === null) return [];
  const { status, covers, key, signer, problem } = signature;
  const by = key === null ? '' : ` by ${signer ?? 'an unknown key'} (${key})`;
  return [line('Signature', [status === 'valid' ? `valid, of the ${covers}${by}` : `${status}: ${problem ?? ''}`])];
}

function declarationLines({ commands, permissions }: VersionView): string[] {
  return [line('Commands', commands), line('Permissions', permissions)];
}

/** Packs declare no commands and permissions: what they have is components and tests. */
function contentLines({ components, test_result: result }: VersionDetailView): string[] {
  const kinds = Object.entries(components).map(([kind, count]) => counted(count, kind));
  const tests = testLines(result);
  return [
    line('Components', kinds.length === 0 ? ['none'] : kinds),
    ...(tests.length === 0 ? [`Tests: ${result === null ? 'not run' : 'none'}`] : tests),
  ];
}

/** How the tests of a version ended, and what those said that failed. */
function testLines(result: VersionDetailView['test_result']): string[] {
  if (result === null || result.status === 'none') return [];
  const { status, passed, totalTests, reason } = result;
  const ended = status === 'not_runnable' ? "can't be run here" : `${status}, ${passed} of ${totalTests} passed`;
  const failed = result.testSuites.filter((suite) => suite.failed > 0);
  return [
    line('Tests', [`${ended}${reason === null ? '' : ` (${reason})`}`]),
    ...failed.flatMap(({ name, output }) => [
      `  ${oneLine(name)}:`,
      ...output
        .trim()
        .split('\n')
        .map((text) => `    ${oneLine(text)}`),
    ]),
  ];
}

function line(name: string, values: readonly string[]): string {
  return oneLine(`${name}: ${values.join(', ')}`);
}
