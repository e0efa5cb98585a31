import { randomUUID } from 'node:crypto';
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dump, load, YAMLException } from 'js-yaml';
import { CliError, EXIT_CODES } from './cli-error';
import { oneLine } from './progress/text';
import { unusableFile } from './unusable-file';

/** @throws CliError when there is no such file, or it is no YAML; with the line */
export function readYamlFile(file: string, remedy: string): { value: unknown; text: string } {
  const text = readText(file, remedy);
  try {
    return { value: load(text), text };
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    const { line } = error.mark ?? {};
    const where = line === undefined ? file : `${file}, line ${line + 1}`;
    throw new CliError(oneLine(`${where}: ${error.reason}.`), 'Fix the YAML there.', EXIT_CODES.usage);
  }
}

/** Seen as a whole or not at all. Texts of several lines stay so, nothing is folded: what changes is what a comparison shows. */
export function writeYamlFile(file: string, value: object, comment: string): void {
  // Called like nothing that is there: a link in a folder of others would lead elsewhere.
  const partial = `${file}.${randomUUID()}.partial`;
  try {
    writeFileSync(partial, `${comment}\n${dump(value, { lineWidth: -1, noRefs: true })}`, { flag: 'wx' });
    renameSync(partial, file);
  } catch (error) {
    rmSync(partial, { force: true });
    throw notUsable(file, error, 'Name another file.');
  }
}

function readText(file: string, remedy: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw notUsable(file, error, remedy);
  }
}

function notUsable(file: string, error: unknown, hint: string): unknown {
  return unusableFile(error, { what: `${file} can't be used`, hint });
}
