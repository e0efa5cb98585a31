import { isLowerCaseRef } from '@packyard/contracts';
import type { ComponentDocument } from './pack-format';
import type { Component } from '../component';
import { isMapping, type YamlMapping } from '../yaml/mapping';
import { positionText, rawText } from '../yaml/value-nodes';

/** Reading fields that people wrote by hand, the same way in every format. */

/** As it is written: `no`, `0755`, `1.10`, whatever the format takes it for. Null when it is nothing, or no scalar. */
export function textOf(mapping: YamlMapping, key: string): string | null {
  const value = mapping[key];
  if (value === null || value === undefined) return null;
  const written = rawText(mapping, key);
  if (written !== undefined) return written;
  return typeof value === 'string'
    ? value
    : typeof value === 'number' || typeof value === 'boolean'
      ? String(value)
      : null;
}

export function textsOf(mapping: YamlMapping, key: string): string[] {
  const value = mapping[key];
  if (!Array.isArray(value)) return [];
  return value.flatMap((item, index) =>
    item === null || item === undefined ? [] : [rawText(value, index) ?? String(item)],
  );
}

export function mappingOf(mapping: YamlMapping, key: string): YamlMapping {
  const value = mapping[key];
  return isMapping(value) ? value : {};
}

/** The required fields that are missing, as problems. */
export function missingFields(mapping: YamlMapping, fields: readonly string[]): string[] {
  return fields
    .filter((field) => mapping[field] === undefined || mapping[field] === null || mapping[field] === '')
    .map((field) => `the field '${field}' is missing`);
}

/** The fields that hold a list or a mapping where a text is needed, as problems. */
export function fieldsWithoutText(mapping: YamlMapping, fields: readonly string[]): string[] {
  return fields
    .filter((field) => typeof mapping[field] === 'object' && mapping[field] !== null)
    .map((field) => {
      const what = Array.isArray(mapping[field]) ? 'a list' : 'a mapping';
      return `the field '${field}' has to be a text, but is ${what}${positionText(mapping, field)}`;
    });
}

export function refProblem(ref: string): string[] {
  return isLowerCaseRef(ref)
    ? []
    : [
        `the ref '${ref}' is not allowed: use lower-case letters, digits, '_', '-' and '.', starting with a letter or digit`,
      ];
}

export function buildComponent(
  document: ComponentDocument,
  named: { packRef: string; name: string; enabledByDefault: boolean },
): Component {
  const { mapping } = document;
  const label = textOf(mapping, 'label');
  const description = textOf(mapping, 'description');
  return {
    kind: document.kind,
    name: named.name,
    ref: `${named.packRef}.${named.name}`,
    ...(label === null ? {} : { label }),
    ...(description === null ? {} : { description }),
    enabled: typeof mapping['enabled'] === 'boolean' ? mapping['enabled'] : named.enabledByDefault,
    file: document.file,
    definition: mapping,
  };
}
