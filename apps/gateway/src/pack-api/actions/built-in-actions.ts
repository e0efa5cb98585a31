import { ACTION_CATALOG, ACTIONS, type ActionView } from '@packyard/contracts';
import { z } from 'zod';

const PACK = 'core';

/** The built-in actions, in the order of the catalog. */
export function builtInActions(since: Date): ActionView[] {
  return ACTIONS.map((ref, index) => {
    const { label, description, parameters, output } = ACTION_CATALOG[ref];
    return {
      id: -1 - index,
      ref,
      pack_ref: PACK,
      label,
      description,
      entrypoint: 'native',
      runtime: null,
      is_executable: true,
      created: since.toISOString(),
      updated: since.toISOString(),
      // Belongs to no installed pack, but Attune's clients expect a number.
      pack: 0,
      param_schema: rootedSchema(z.toJSONSchema(parameters, { io: 'input' })),
      out_schema: rootedSchema(z.toJSONSchema(output)),
    };
  });
}

/** Inlines the root reference of named schemas, because clients look for `properties` at the root. */
function rootedSchema({ $ref, $defs = {}, ...rest }: z.core.JSONSchema.BaseSchema): Record<string, unknown> {
  const name = $ref?.replace('#/$defs/', '') ?? '';
  const { [name]: root, ...others } = $defs;
  return { ...rest, ...root, ...(Object.keys(others).length === 0 ? {} : { $defs: others }) };
}
