import { join } from 'node:path';
import { listFolder } from './disk-access';
import type { Component, ComponentKind } from './component';
import type { PackFormat } from './formats/pack-format';
import { checkEntryPoint } from './entry-point';
import type { Manifest } from './manifest';
import type { PackFiles } from './pack-files';
import { mapConcurrently } from './map-concurrently';
import { whyNotReadable } from './not-readable';
import { compareTexts } from './version';
import { readYamlFile } from './yaml-file';

const FILES_AT_ONCE = 32;

export interface ReadComponents {
  components: Component[];
  problems: string[];
  warnings: string[];
}

/** Every `*.yaml` and `*.yml` directly in the format's folders, in a stable order. */
export async function readComponents(
  files: PackFiles,
  format: PackFormat,
  manifest: Manifest,
): Promise<ReadComponents> {
  // Most packs have few of the folders that there may be.
  const names = await listFolder(files.root);
  const folders = Object.entries(format.folders).filter(([folder]) => names.includes(folder));
  const found = await Promise.all(folders.map(([folder, kind]) => filesIn(files.root, folder, kind)));
  const listed = found.flatMap((folder) => ('files' in folder ? folder.files : []));
  const read = await mapConcurrently(listed, FILES_AT_ONCE, ({ file, kind }) =>
    readComponent(files, { file, kind }, { format, manifest }),
  );
  const problems = [...found, ...read].flatMap((answer) => ('problem' in answer ? [answer.problem] : []));
  const components = read.flatMap((answer) => ('component' in answer ? [answer.component] : []));
  const unique = withoutDuplicates(components);
  const noted = read.flatMap((answer) => ('warnings' in answer ? answer.warnings : []));
  return { components: unique.components, problems, warnings: [...noted, ...unique.warnings] };
}

type ListedFolder = { files: { file: string; kind: ComponentKind }[] } | { problem: string };

async function filesIn(root: string, folder: string, kind: ComponentKind): Promise<ListedFolder> {
  try {
    const names = await listFolder(join(root, folder));
    const files = names
      .filter((name) => /\.ya?ml$/.test(name) && !name.startsWith('.'))
      .filter((name) => !(folder === 'actions' && /^config\.ya?ml$/.test(name)))
      .sort(compareTexts)
      .map((name) => ({ file: `${folder}/${name}`, kind }));
    return { files };
  } catch (error) {
    const why = await whyNotReadable(root, folder, error);
    if (why === undefined) throw error;
    return { problem: `${folder} ${why.what}` };
  }
}

async function readComponent(
  files: PackFiles,
  { file, kind }: { file: string; kind: ComponentKind },
  { format, manifest }: { format: PackFormat; manifest: Manifest },
): Promise<{ component: Component; warnings: string[] } | { problem: string }> {
  const read = await readYamlFile(files, file, format.yamlVersion);
  if ('problem' in read) return { problem: `${file} ${read.problem}` };
  const parsed = format.parseComponent({ kind, mapping: read.mapping, file }, manifest);
  if ('problem' in parsed) return { problem: `${file}: ${parsed.problem}` };
  const { problem, warning } = await checkEntryPoint(files.root, format.name, parsed.component);
  if (problem !== undefined) return { problem: `${file}: ${problem}` };
  const warnings = [...read.warnings, ...(parsed.warnings ?? []), ...(warning === undefined ? [] : [warning])];
  return { component: parsed.component, warnings: warnings.map((text) => `${file}: ${text}.`) };
}

/** As everywhere in a pack, the last one counts. */
function withoutDuplicates(components: readonly Component[]): { components: Component[]; warnings: string[] } {
  const unique = new Map<string, Component>();
  const warnings: string[] = [];
  for (const component of components) {
    const key = `${component.kind} ${component.ref}`;
    const former = unique.get(key);
    if (former)
      warnings.push(`${component.file} defines ${key} again, which ${former.file} did before; the later one counts.`);
    unique.set(key, component);
  }
  return { components: [...unique.values()], warnings };
}
