import { z } from 'zod';

/** How a host wants to be asked. Files are read when a connection is made, so that they can be renewed. */
const OneHost = z.strictObject({
  /** The whole value of the header, such as `Bearer …` or `Basic …`. */
  authorization: z.string().optional(),
  /** PEM files of a client certificate and its key. */
  certificate_file: z.string().optional(),
  key_file: z.string().optional(),
  /** The private key that ssh logs in with, without a passphrase; and the keys that the host may have, as ssh lists them. */
  ssh_key_file: z.string().optional(),
  known_hosts_file: z.string().optional(),
});

/** By `host` or `host:port`; with `http://` before it, the header goes there in the clear. */
export const HostAccess = z.record(
  z.string().regex(/^(http:\/\/)?[^/@\s]+$/, 'must be a host, host:port, or one of these after http://'),
  OneHost,
);
