import { z } from 'zod';
import type { ComponentKind } from '../../component';
import { flag, list, mapping, oneOf, requiredText, text } from './field-schemas';

const SHARED = { ref: text, label: text, description: text, enabled: flag };

/** Flat, or JSON Schema with `properties`: both are mappings of mappings. */
const parameters = z.record(z.string(), z.unknown(), { error: 'has to be a mapping' }).nullish();

/** What Attune reads of each definition; required fields are told apart from these, by name. */
export const ATTUNE_SCHEMAS: Readonly<Partial<Record<ComponentKind, z.ZodType>>> = {
  action: z.looseObject({
    ...SHARED,
    runner_type: text,
    entry_point: text,
    parameters,
    output: mapping,
    parameter_delivery: oneOf('stdin', 'file'),
    parameter_format: oneOf('dotenv', 'json', 'yaml'),
    output_format: oneOf('text', 'json', 'yaml', 'jsonl'),
    tags: list,
    workflow_file: text,
  }),
  sensor: z.looseObject({
    ...SHARED,
    entry_point: requiredText,
    runner_type: text,
    trigger_types: list,
    trigger_type: text,
    parameters,
    config: mapping,
  }),
  trigger: z.looseObject({ ...SHARED, parameters, output: mapping }),
  rule: z.looseObject({
    ...SHARED,
    trigger_ref: requiredText,
    action_ref: requiredText,
    conditions: z.union([list, mapping], { error: 'has to be a list or a mapping' }),
    action_params: mapping,
    trigger_params: mapping,
  }),
  workflow: z.looseObject({
    ...SHARED,
    tasks: z.union([list, mapping], { error: 'has to be a list or a mapping' }),
    parameters,
  }),
  policy: z.looseObject({ ...SHARED, parameters }),
  permission_set: z.looseObject({ ...SHARED, grants: list }),
  runtime: z.looseObject({ ...SHARED, execution_config: mapping, versions: list, distributions: mapping }),
  queue: z.looseObject(SHARED),
};
