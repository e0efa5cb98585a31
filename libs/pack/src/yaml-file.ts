import { RejectedError } from '@packyard/contracts';
import type { PackFiles } from './pack-files';
import { firstOf } from './capped-messages';
import { isMapping, type YamlMapping } from './yaml/mapping';
import { describePosition, describeProblems, type YamlProblem } from './yaml/node';
import { readYaml, type YamlDocument } from './yaml/read-yaml';
import type { YamlVersion } from './yaml/scalars';

/** In words, and what to do where that is another thing than to mend the YAML. */
export interface FileProblem {
  problem: string;
  hint?: string | undefined;
}

export type YamlFile = { mapping: YamlMapping; warnings: string[] } | FileProblem;

/** Returns the problems in words, with line and column, when the file can't be read as a mapping. */
export async function readYamlFile(files: PackFiles, file: string, version: YamlVersion): Promise<YamlFile> {
  const document = await parseYamlFile(files, file);
  return 'problem' in document ? document : mappingOf(document, version);
}

/** For a file of which only its content tells which version of YAML it is written in. */
export async function parseYamlFile(files: PackFiles, file: string): Promise<YamlDocument | FileProblem> {
  const text = await textOf(files, file);
  if (typeof text !== 'string') return text;
  if (text.trim() === '') return { problem: 'holds nothing' };
  const document = readYaml(text);
  return 'problems' in document ? { problem: describeProblems(document.problems) } : document;
}

export function mappingOf(document: YamlDocument, version: YamlVersion): YamlFile {
  const read = document.value(version);
  if ('problems' in read) return { problem: describeProblems(read.problems) };
  const { value } = read;
  if (!isMapping(value)) return { problem: `holds ${nameOf(value)} instead of a mapping` };
  return { mapping: value, warnings: firstOf(read.warnings.map(describeProblem)) };
}

/** What is no text is a problem of this file alone, like any other that it may have. */
async function textOf(files: PackFiles, file: string): Promise<string | FileProblem> {
  try {
    return await files.text(file);
  } catch (error) {
    if (!(error instanceof RejectedError) || error.code !== 'MANIFEST_INVALID') throw error;
    return { problem: error.message.replace(`${file} `, '').replace(/\.$/, ''), hint: error.hint };
  }
}

function describeProblem({ message, place }: YamlProblem): string {
  return `${message} (${describePosition(place)})`;
}

/** Not the value itself: whatever the file is, nobody who may not read it learns what is in it. */
function nameOf(value: unknown): string {
  if (value === null || value === undefined) return 'nothing';
  return Array.isArray(value) ? 'a list' : `a ${typeof value === 'string' ? 'text' : typeof value}`;
}
