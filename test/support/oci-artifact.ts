import { createHash } from 'node:crypto';

export const MANIFEST_TYPE = 'application/vnd.oci.image.manifest.v1+json';
export const INDEX_TYPE = 'application/vnd.oci.image.index.v1+json';
export const LAYER_TYPE = 'application/vnd.oci.image.layer.v1.tar+gzip';
const CONFIG = Buffer.from('{}');

/** What a client such as ORAS pushes: content by digest, and the manifest that names it. */
export interface Artifact {
  blobs: Map<string, Buffer>;
  manifest: Buffer;
  mediaType: string;
}

interface LayerOf {
  content: Buffer;
  mediaType?: string;
  title?: string;
}

export function artifactOf(...layers: readonly LayerOf[]): Artifact {
  const blobs = new Map([CONFIG, ...layers.map(({ content }) => content)].map((blob) => [digestOf(blob), blob]));
  const described = layers.map(({ content, mediaType = LAYER_TYPE, title }) => ({
    mediaType,
    digest: digestOf(content),
    size: content.length,
    ...(title === undefined ? {} : { annotations: { 'org.opencontainers.image.title': title } }),
  }));
  const config = { mediaType: 'application/vnd.oci.empty.v1+json', digest: digestOf(CONFIG), size: CONFIG.length };
  const manifest = { schemaVersion: 2, mediaType: MANIFEST_TYPE, config, layers: described };
  return { blobs, manifest: Buffer.from(JSON.stringify(manifest)), mediaType: MANIFEST_TYPE };
}

/** Names others, as for several platforms. */
export function indexOf(...artifacts: readonly Artifact[]): Artifact {
  const manifests = artifacts.map(({ manifest, mediaType }) => ({
    mediaType,
    digest: digestOf(manifest),
    size: manifest.length,
  }));
  const manifest = Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType: INDEX_TYPE, manifests }));
  return { blobs: new Map(), manifest, mediaType: INDEX_TYPE };
}

export function digestOf(content: Buffer): string {
  return `sha256:${createHash('sha256').update(content).digest('hex')}`;
}
