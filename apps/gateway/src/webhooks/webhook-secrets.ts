import { randomBytes } from 'node:crypto';
import { MaskedUrl } from '@packyard/contracts';
import { type SecretVault, WEBHOOK_SECRETS } from '@packyard/store';
import { z } from 'zod';

const SECRET_BYTES = 32;
/** How long what was sent is signed with the former secret as well, so that whoever verifies it has the time to change. */
const FORMER_HOURS = 24;

/** What a webhook needs and nobody may read: it lies sealed in one column. */
const Secrets = z.object({
  url: z.string(),
  /** The newest first. */
  secrets: z.array(z.object({ secret: z.string(), until: z.number().nullable() })),
});
export type Secrets = z.infer<typeof Secrets>;

/** In the form of standardwebhooks.com. */
export function makeSecret(): string {
  return `whsec_${randomBytes(SECRET_BYTES).toString('base64')}`;
}

/** The former one counts for a day more. */
export function withSecret({ url, secrets }: Secrets, secret: string, now = Date.now()): Secrets {
  const until = now + FORMER_HOURS * 3600 * 1000;
  return { url, secrets: [{ secret, until: null }, ...secrets.slice(0, 1).map((former) => ({ ...former, until }))] };
}

export function currentSecrets({ secrets }: Secrets, now = Date.now()): string[] {
  return secrets.filter(({ until }) => until === null || until > now).map(({ secret }) => secret);
}

export function sealSecrets(vault: SecretVault, secrets: Secrets): Buffer {
  return vault.seal(JSON.stringify(secrets), WEBHOOK_SECRETS);
}

/** @throws when it was sealed with a key that is not there any more */
export function openSecrets(vault: SecretVault, sealed: Buffer): Secrets {
  return Secrets.parse(JSON.parse(vault.open(sealed, WEBHOOK_SECRETS)));
}

/** What administrators are shown of a URL, of which user info and query may be secrets. */
export function shownUrl(url: string): string {
  return String(new MaskedUrl(url));
}

/** What a log, the audit and other webhooks say of a URL: many receivers have their secret in the path. */
export function originOf(url: string): string {
  return new URL(url).origin;
}
