import { ACTION_CATALOG, ACTIONS, type ActionView } from '@packyard/contracts';
import { z } from 'zod';

const PACK = 'core';

/** What this service executes, in the order of the catalog. */
export function ownActions(since: Date): ActionView[] {
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
      pack: null,
      param_schema: z.toJSONSchema(parameters, { io: 'input' }),
      out_schema: z.toJSONSchema(output),
    };
  });
}
