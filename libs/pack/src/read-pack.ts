import { basename } from 'node:path';
import { isLowerCaseRef, RejectedError } from '@packyard/contracts';
import { listFolder } from './disk-access';
import { readBundlePack } from './bundle/read-bundle-pack';
import { BUNDLE_FILES, MANIFEST_FILE } from './find-pack-root';
import { AttuneFormat } from './formats/attune.format';
import type { ManifestDocument, PackFormat } from './formats/pack-format';
import { StackStormFormat } from './formats/stackstorm.format';
import type { Manifest } from './manifest';
import type { Pack } from './pack';
import { type ManifestLimits, PackFiles } from './pack-files';
import { readComponents } from './read-components';
import { firstOf } from './capped-messages';
import { repairDocument } from './repair-document';
import { type FileProblem, mappingOf, parseYamlFile, readYamlFile } from './yaml-file';
import type { YamlMapping } from './yaml/mapping';

// The first one that recognises a manifest reads it.
const ATTUNE = new AttuneFormat();
const FORMATS: readonly PackFormat[] = [ATTUNE, new StackStormFormat()];

export interface ReadPackOptions {
  /** Leave invalid components out instead of refusing the pack. */
  skipComponents?: boolean;
  /** Put up with a manifest in which fields are missing or wrong. */
  repairManifest?: boolean;
  /** Names that the source suggests for the pack, best first, where its manifest names none: of its folder, or its URL. */
  suggestedNames?: readonly string[];
  /** How large what is parsed may be; as large as it likes when absent, as for packs that were looked at before. */
  limits?: ManifestLimits;
}

/** Files that are parsed later on, by us and by other programs. */
const PARSED_LATER = ['package.json', 'requirements.txt'];

/**
 * Reads the manifest and all components of an unpacked pack.
 * @throws RejectedError MANIFEST_INVALID or COMPONENT_INVALID, naming every file and what is wrong with it;
 * LIMIT_EXCEEDED before anything that is too large is read
 */
export async function readPack(root: string, options: ReadPackOptions = {}): Promise<Pack> {
  const files = new PackFiles(root, options.limits);
  const bundle = await findBundleFile(root);
  if (bundle !== undefined) return readBundlePack(files, bundle);
  await files.weighIfAny(...PARSED_LATER);
  const {
    format,
    document,
    warnings: noted,
  } = await readManifestDocument(files, options.suggestedNames ?? [basename(root)]);
  const { manifest, problems: wrong } = parseManifest(format, document, options);
  const { components, problems, warnings } = await readComponents(files, format, manifest);
  if (problems.length > 0 && options.skipComponents !== true) throw componentsInvalid(manifest, problems);
  return {
    manifest,
    components,
    permissions: manifest.bundle?.permissions ?? [],
    warnings: [...noted, ...warnings, ...wrong, ...problems.map((problem) => `Left out: ${problem}`)],
    problems: [...wrong, ...problems],
  };
}

/** All fields of a pack's manifest, also those that {@link Manifest} has no place for; empty for a bundle. */
export async function readManifestFields(root: string): Promise<YamlMapping> {
  if ((await findBundleFile(root)) !== undefined) return {};
  return (await readManifestDocument(new PackFiles(root))).document.mapping;
}

function parseManifest(
  format: PackFormat,
  document: ManifestDocument,
  { repairManifest: mayRepair }: ReadPackOptions,
): { manifest: Manifest; problems: string[] } {
  const parsed = format.parseManifest(document);
  if ('manifest' in parsed) return { ...parsed, problems: [] };
  const repaired = mayRepair === true ? format.parseManifest(repairDocument(format, document)) : parsed;
  if ('problems' in repaired) throw manifestInvalid(format, document, repaired.problems);
  return { ...repaired, problems: parsed.problems.map((problem) => `${MANIFEST_FILE}: ${problem}`) };
}

/** A folder with both is a pack. */
async function findBundleFile(root: string): Promise<string | undefined> {
  const names = await listFolder(root);
  return names.includes(MANIFEST_FILE) ? undefined : BUNDLE_FILES.find((file) => names.includes(file));
}

async function readManifestDocument(
  files: PackFiles,
  suggestedNames: readonly string[] = [basename(files.root)],
): Promise<{ format: PackFormat; document: ManifestDocument; warnings: string[] }> {
  const parsed = await parseYamlFile(files, MANIFEST_FILE);
  if ('problem' in parsed) throw unreadable(parsed);
  const keys = mappingOf(parsed, '1.1');
  const format = ('mapping' in keys ? FORMATS.find((known) => known.recognises(keys.mapping)) : undefined) ?? ATTUNE;
  const read = mappingOf(parsed, format.yamlVersion);
  if ('problem' in read) throw unreadable(read);
  const { config, warnings } = await readConfigSchema(files);
  const noted = [...read.warnings.map((warning) => `${MANIFEST_FILE}: ${warning}.`), ...warnings];
  const document = { mapping: read.mapping, suggestedNames, configSchema: config };
  return { format, document, warnings: noted };
}

function unreadable({
  problem,
  hint = `Fix ${MANIFEST_FILE}: it has to be a YAML mapping with at least ref and version.`,
}: FileProblem): RejectedError {
  return new RejectedError('MANIFEST_INVALID', `${MANIFEST_FILE} ${problem}.`, { hint });
}

const CONFIG_SCHEMA_FILE = 'config.schema.yaml';

/** StackStorm keeps it in a file of its own. What is inside is read leniently; what can't be read is told. */
async function readConfigSchema(files: PackFiles): Promise<{ config: YamlMapping; warnings: string[] }> {
  try {
    const file = await readYamlFile(files, CONFIG_SCHEMA_FILE, '1.1');
    if ('mapping' in file) return { config: file.mapping, warnings: [] };
    return { config: {}, warnings: [`${CONFIG_SCHEMA_FILE} ${file.problem}; it was left out.`] };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    return { config: {}, warnings: [] };
  }
}

function manifestInvalid(
  format: PackFormat,
  { mapping }: ManifestDocument,
  problems: readonly string[],
): RejectedError {
  const ref = [mapping['ref'], mapping['name']].find(isLowerCaseRef);
  return new RejectedError(
    'MANIFEST_INVALID',
    `${MANIFEST_FILE} is not a valid ${format.name} manifest: ${firstOf(problems).join('; ')}.`,
    {
      hint: `Fix ${MANIFEST_FILE} and submit the pack again.`,
      ...(typeof ref === 'string' ? { packRef: ref } : {}),
    },
  );
}

function componentsInvalid({ ref, version }: Manifest, problems: readonly string[]): RejectedError {
  const shown = firstOf(problems).join('; ');
  return new RejectedError('COMPONENT_INVALID', `Pack ${ref} ${version} has invalid components: ${shown}.`, {
    hint: 'Fix these files, or set skip_validation to leave them out.',
    packRef: ref,
  });
}
