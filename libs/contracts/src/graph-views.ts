import { z } from 'zod';

export const GRAPH_STATUSES = ['Enabled', 'Disabled', 'Missing', 'Provided'] as const;
export const GRAPH_DIRECTIONS = ['both', 'needs', 'needed_by'] as const;
export const GRAPH_FORMATS = ['json', 'mermaid', 'dot'] as const;

export const GraphPackView = z.object({
  ref: z.string(),
  label: z.string().nullable(),
  version: z
    .string()
    .nullable()
    .describe('The enabled one; of a disabled pack, the one that was installed last. Null when none is installed.'),
  status: z
    .enum(GRAPH_STATUSES)
    .describe('Missing: it is needed, but not installed. Provided: by the platform itself.'),
  origin: z
    .enum(['request', 'dependency'])
    .nullable()
    .describe(
      'Why its installed versions came: asked for, or needed by another pack. Null when that is no longer known.',
    ),
});
export type GraphPackView = z.infer<typeof GraphPackView>;

export const GraphNeedView = z.object({
  from: z.string().describe('The pack that needs the other.'),
  to: z.string(),
  range: z.string(),
  is_met: z.boolean().describe('Whether an enabled version, or the platform, is what it needs.'),
});
export type GraphNeedView = z.infer<typeof GraphNeedView>;

/** Who needs whom: packs by name, each once, and what they need. */
export const GraphView = z.object({ packs: z.array(GraphPackView), needs: z.array(GraphNeedView) });
export type GraphView = z.infer<typeof GraphView>;

export const OutdatedPackView = z.object({
  ref: z.string(),
  version: z.string().describe('The enabled one.'),
  wanted: z
    .string()
    .nullable()
    .describe('The highest that all enabled packs that need it accept. Null when it is enabled.'),
  latest: z.string().describe('The highest release that a registry offers.'),
  held_back_by: z.array(GraphNeedView.omit({ to: true, is_met: true })).describe('Who does not accept the latest.'),
});
export type OutdatedPackView = z.infer<typeof OutdatedPackView>;

export const OutdatedView = z.object({
  packs: z.array(OutdatedPackView),
  unknown: z.array(z.string()).describe('Enabled packs that no registry knows.'),
  warnings: z.array(z.string()).describe('Registries that could not be read.'),
});
export type OutdatedView = z.infer<typeof OutdatedView>;
