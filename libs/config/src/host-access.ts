import { z } from 'zod';
import { headerValue } from './setting-types';

/** Of an object store that speaks S3, whose endpoint the host is. */
const ObjectStore = z
  .strictObject({
    access_key_id: z.string().min(1).optional(),
    secret_access_key: z.string().min(1).optional(),
    session_token: z.string().min(1).optional(),
    region: z
      .string()
      .regex(/^[a-z0-9-]{1,32}$/, 'must be a region, such as eu-central-1')
      .optional(),
    /** Whether the bucket is the first part of the path or of the name of the host. */
    addressing: z.enum(['path', 'host'], { error: 'must be path or host' }).optional(),
  })
  .refine((store) => (store.access_key_id === undefined) === (store.secret_access_key === undefined), {
    error: 'must have both access_key_id and secret_access_key, or none of them',
  });

/** How a host wants to be asked. Files are read when a connection is made, so that they can be renewed. */
const OneHost = z.strictObject({
  /** The whole value of the header, such as `Bearer …` or `Basic …`. */
  authorization: headerValue.optional(),
  /** PEM files of a client certificate and its key. */
  certificate_file: z.string().optional(),
  key_file: z.string().optional(),
  /** The private key that ssh logs in with, without a passphrase; and the keys that the host may have, as ssh lists them. */
  ssh_key_file: z.string().optional(),
  known_hosts_file: z.string().optional(),
  s3: ObjectStore.optional(),
});

/** By `host` or `host:port`; with `http://` before it, the header goes there in the clear. */
export const HostAccess = z.record(
  z.string().regex(/^(http:\/\/)?[^/@\s]+$/, 'must be a host, host:port, or one of these after http://'),
  OneHost,
);
