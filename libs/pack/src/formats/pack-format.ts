import type { Component, ComponentKind } from '../component';
import type { Manifest, PackFormatName } from '../manifest';
import type { YamlMapping } from '../yaml-file';

/** A manifest file as it was read. */
export interface ManifestDocument {
  mapping: YamlMapping;
  text: string;
  /** Name of the folder or archive, for formats that may take the ref from there. */
  folderName: string;
  configSchema: YamlMapping;
}

/** One definition file, before anybody looked at what it says. */
export interface ComponentDocument {
  kind: ComponentKind;
  mapping: YamlMapping;
  /** Relative to the pack. */
  file: string;
}

/** One way in which packs are written. Problems are answered as sentences, so that a user sees all of them at once. */
export interface PackFormat {
  readonly name: PackFormatName;
  /** Folders with definition files, one component a file. */
  readonly folders: Readonly<Record<string, ComponentKind>>;
  recognises(document: ManifestDocument): boolean;
  parseManifest(document: ManifestDocument): { manifest: Manifest } | { problems: string[] };
  parseComponent(document: ComponentDocument, manifest: Manifest): { component: Component } | { problem: string };
}
