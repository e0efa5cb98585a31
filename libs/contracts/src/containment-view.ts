import { z } from 'zod';

/** What contains foreign code in some of the workers. */
const ContainmentView = z.object({
  kind: z.enum(['bubblewrap', 'user', 'none']),
  description: z.string(),
  warnings: z.array(z.string()),
  workers: z.int(),
});

/** `containment` is empty while no worker is there, and absent while the database does not answer. */
export const ServiceSummary = z.object({ status: z.literal('ok'), containment: z.array(ContainmentView).optional() });
export type ServiceSummary = z.infer<typeof ServiceSummary>;
