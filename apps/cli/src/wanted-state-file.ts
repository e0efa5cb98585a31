import { dirname, resolve } from 'node:path';
import { z } from 'zod';
import { CliError, EXIT_CODES } from './cli-error';
import { absoluteSource } from './commands/absolute-source';
import { oneLine } from './progress/text';
import { readYamlFile } from './yaml-file';

const NAME = /^[a-z0-9][a-z0-9_.-]*$/i;
const REMEDY =
  'Write one: registries, a list of indexes; and packs, each with a range such as ^1.2 or with its source.';
const Text = z.union([z.string(), z.number(), z.null()], { error: 'must be a range such as ^1.2, or a source' });
const WantedFile = z.strictObject({
  registries: z.array(z.string().min(1)).optional(),
  packs: z.record(z.string(), Text),
});

/** What `packyard.yaml` says, with paths made absolute. */
export interface Wanted {
  registries: string[];
  packs: Record<string, string>;
}

/** @throws CliError naming the line, what is wrong there and what to do */
export async function readWantedFile(file: string): Promise<Wanted> {
  const { value, text } = readYamlFile(file, REMEDY);
  const names = Object.keys((value as Partial<z.infer<typeof WantedFile>> | null)?.packs ?? {});
  // Before the schema, which leaves out what JavaScript has a meaning for (`__proto__`).
  const nameless = names.find((ref) => !NAME.test(ref));
  if (nameless !== undefined) {
    const at = ['packs', nameless];
    throw wrong({ file, text, at }, `'${nameless}' is no name of a pack`, 'Name it as its pack.yaml does.');
  }
  const read = WantedFile.safeParse(value);
  if (!read.success) {
    const { issues } = read.error;
    // A field that is misspelt is why another one is missing.
    const issue = issues.find(({ code }) => code === 'unrecognized_keys') ?? issues[0];
    const unknown = issue?.code === 'unrecognized_keys' ? (issue.keys[0] ?? '') : undefined;
    const at = [...(issue?.path ?? []), ...(unknown === undefined ? [] : [unknown])].map(String);
    const problem = unknown === undefined ? (issue?.message ?? 'is not right') : 'is no field of this file';
    throw wrong({ file, text, at }, `${at.join('.') || 'the file'}: ${problem}`, REMEDY);
  }
  const { registries = [], packs } = read.data;
  // Only here are ranges read: the command line starts faster without that.
  const { isUnsatisfiableRange } = await import('./is-unsatisfiable-range.js');
  const folder = dirname(resolve(file));
  return {
    registries: registries.map((registry) => absoluteFrom(folder, registry)),
    packs: Object.fromEntries(
      Object.entries(packs).map(([ref, written]) => {
        const at = ['packs', ref];
        if (typeof written === 'number') {
          const remedy = `Put it into quotes: '${String(written)}'. YAML reads it as a number, and 1.10 would be 1.1.`;
          throw wrong({ file, text, at }, `${ref}: ${String(written)} is a number`, remedy);
        }
        const wanted = written ?? '*';
        if (isUnsatisfiableRange(wanted)) {
          throw wrong({ file, text, at }, `${ref}: no version can satisfy '${wanted}'`, 'Write a range such as ^1.2.');
        }
        return [ref, absoluteFrom(folder, wanted)];
      }),
    ),
  };
}

/** Paths in a file are meant from where it lies. */
function absoluteFrom(folder: string, written: string): string {
  return /^\.{1,2}(\/|$)/.test(written) ? resolve(folder, written) : absoluteSource(written);
}

function wrong(
  { file, text, at }: { file: string; text: string; at: readonly string[] },
  problem: string,
  remedy: string,
): CliError {
  const line = lineOf(text, at);
  const where = line === undefined ? file : `${file}, line ${line}`;
  return new CliError(oneLine(`${where}: ${problem}.`), remedy, EXIT_CODES.usage);
}

function keyOf(line: string): string | undefined {
  return line
    .split(':')[0]
    ?.trim()
    .replace(/^['"]|['"]$/g, '');
}

/** Where the last of the keys stands, or the last one that stands anywhere. */
function lineOf(text: string, at: readonly string[]): number | undefined {
  const lines = text.split('\n');
  for (const key of at.toReversed()) {
    const index = lines.findIndex((line) => keyOf(line) === key);
    if (index >= 0) return index + 1;
  }
  return undefined;
}
