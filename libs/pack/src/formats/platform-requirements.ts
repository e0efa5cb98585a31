import type { Manifest } from '../manifest';
import { isRange } from '../range';
import { isMapping, type YamlMapping } from '../yaml/mapping';
import { textOf } from './manifest-fields';

const FIELDS = { stackstorm_version: 'stackstorm', attune_version: 'attune' } as const;

/** Which platform a pack wants, at the top of its manifest or under `dependencies` and `metadata`. */
export function readPlatformRequirements(mapping: YamlMapping): Manifest['platformRequirements'] {
  const places = [mapping, mapping['dependencies'], mapping['metadata'], mapping['meta']].filter(isMapping);
  return Object.entries(FIELDS).flatMap(([field, platform]) => {
    const written = places.map((place) => textOf(place, field)).find((text) => text !== null && text !== '');
    // StackStorm also writes `>>1.0.0`, a comma at the end, and no comma between two bounds.
    const range = written
      ?.replace(/\s+/g, ' ')
      .replace(/([<>])\1/g, '$1')
      .replace(/(?<![,\s])[,\s]+$/, '')
      .replace(/(\d) ?,? ?(?=[<>=])/g, '$1, ');
    return range !== undefined && isRange(range) ? [{ platform, range }] : [];
  });
}
