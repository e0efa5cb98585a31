import { z } from 'zod';

/** How a host wants to be asked. Files are read when a connection is made, so that they can be renewed. */
const OneHost = z.strictObject({
  /** The whole value of the header, such as `Bearer …` or `Basic …`. */
  authorization: z.string().optional(),
  /** PEM files of a client certificate and its key. */
  certificate_file: z.string().optional(),
  key_file: z.string().optional(),
});

/** By `host` or `host:port`. */
export const HostAccess = z.record(z.string(), OneHost);
