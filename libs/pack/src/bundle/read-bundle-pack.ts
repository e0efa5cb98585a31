import type { PackRef } from '@packyard/contracts';
import type { Component } from '../component';
import type { Manifest } from '../manifest';
import type { Pack } from '../pack';
import type { PackFiles } from '../pack-files';
import type { BundleConfig } from './bundle-config';
import { parseBundleYaml } from './bundle-yaml';

/**
 * Reads a bundle as a pack: its commands and templates are its components.
 * @throws RejectedError MANIFEST_INVALID
 */
export async function readBundlePack(files: PackFiles, file: string): Promise<Pack> {
  const { config, warnings } = parseBundleYaml(await files.text(file), file);
  return bundlePack(config, { warnings, file });
}

/** The pack that a config stands for. */
export function bundlePack(config: BundleConfig, { warnings, file }: { warnings: string[]; file: string }): Pack {
  return {
    manifest: manifestOf(config),
    components: componentsOf(config, file),
    permissions: config.permissions,
    warnings: warnings.map((warning) => `${file}: ${warning}.`),
    problems: [],
  };
}

function manifestOf(bundle: BundleConfig): Manifest {
  return {
    format: 'gort',
    ref: bundle.name as PackRef,
    version: bundle.version,
    label: bundle.name,
    description: bundle.description ?? null,
    author: bundle.author ?? null,
    email: null,
    keywords: [],
    dependencies: [],
    conflicts: [],
    runtimeDependencies: [],
    pythonRange: '*',
    nodejsRange: '*',
    configSchema: {},
    config: {},
    meta: {},
    testing: null,
    platformRequirements: [],
    bundle,
  };
}

function componentsOf({ name: bundle, commands, templates }: BundleConfig, file: string): Component[] {
  const shared = { enabled: true, file };
  return [
    ...Object.entries(commands).map(([name, command]): Component => ({
      ...shared,
      kind: 'command',
      name,
      ref: `${bundle}.${name}`,
      ...(command.description === undefined ? {} : { description: command.description }),
      definition: command,
    })),
    ...Object.entries(templates ?? {}).map(([name, text]): Component => ({
      ...shared,
      kind: 'template',
      name,
      ref: `${bundle}.${name}`,
      definition: { text },
    })),
  ];
}
