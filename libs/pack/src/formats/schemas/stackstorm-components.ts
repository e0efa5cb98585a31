import { z } from 'zod';
import type { ComponentKind } from '../../component';
import { flag, list, mapping, oneOf, parameters, requiredText, text } from './field-schemas';

const Action = z.looseObject({
  name: requiredText,
  runner_type: requiredText,
  description: text,
  enabled: flag,
  entry_point: text,
  parameters,
  output_schema: mapping,
  notify: mapping,
  tags: list,
});

const Rule = z.looseObject({
  name: requiredText,
  trigger: z.looseObject({ type: requiredText, parameters: mapping }, { error: 'has to be a mapping with type' }),
  action: z.looseObject({ ref: requiredText, parameters: mapping }, { error: 'has to be a mapping with ref' }),
  criteria: z
    .record(z.string(), z.looseObject({ type: requiredText }, { error: 'has to be a mapping with type' }), {
      error: 'has to be a mapping',
    })
    .nullish(),
  enabled: flag,
});

const Alias = z.looseObject({
  name: requiredText,
  action_ref: requiredText,
  formats: z
    .array(
      z.union([z.string(), z.looseObject({ display: text, representation: z.union([z.string(), list]) })], {
        error: 'has to be a text, or a mapping with display and representation',
      }),
      { error: 'has to be a list' },
    )
    .nullish(),
  enabled: flag,
});

/** What StackStorm checks when it registers a pack. Sensors are not checked there. */
export const STACKSTORM_SCHEMAS: Readonly<Partial<Record<ComponentKind, z.ZodType>>> = {
  action: Action,
  workflow: Action,
  sensor: z.looseObject({ entry_point: requiredText }),
  trigger: z.looseObject({ name: requiredText, payload_schema: mapping, parameters_schema: mapping }),
  rule: Rule,
  alias: Alias,
  policy: z.looseObject({
    name: requiredText,
    resource_ref: requiredText,
    policy_type: oneOf('action.concurrency', 'action.concurrency.attr', 'action.retry'),
    parameters: mapping,
    enabled: flag,
  }),
};
