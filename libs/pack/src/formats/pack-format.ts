import type { Component, ComponentKind } from '../component';
import type { Manifest, PackFormatName } from '../manifest';
import type { YamlMapping } from '../yaml/mapping';
import type { YamlVersion } from '../yaml/scalars';

/** A manifest file as it was read. */
export interface ManifestDocument {
  mapping: YamlMapping;
  /** Of the folder, archive or repository, for formats that may take the ref from there; best first. */
  suggestedNames: readonly string[];
  configSchema: YamlMapping;
}

/** One definition file, before anybody looked at what it says. */
export interface ComponentDocument {
  kind: ComponentKind;
  mapping: YamlMapping;
  /** Relative to the pack. */
  file: string;
}

/** A component with what its own platform would not take, or why it is none. */
export type ParsedComponent = { component: Component; warnings?: readonly string[] } | { problem: string };

/** One way in which packs are written. Problems are answered as sentences, so that a user sees all of them at once. */
export interface PackFormat {
  readonly name: PackFormatName;
  /** As the format's own reader takes texts, numbers and duplicate keys. */
  readonly yamlVersion: YamlVersion;
  /** Folders with definition files, one component a file. */
  readonly folders: Readonly<Record<string, ComponentKind>>;
  /** By the keys of the manifest alone: their values are read in the version of YAML of the format that it is. */
  recognises(mapping: YamlMapping): boolean;
  parseManifest(document: ManifestDocument): { manifest: Manifest } | { problems: string[] };
  parseComponent(document: ComponentDocument, manifest: Manifest): ParsedComponent;
}
