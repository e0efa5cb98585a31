import { z } from 'zod';

const MAX_CHARACTERS = 8192;

/** A sign-on that is ended in a browser, anywhere. */
export const DeviceSignOn = z.object({
  device: z.string().describe('For asking what came of it; secret.'),
  user_code: z.string().describe('To be entered at the address.'),
  verification_uri: z.string(),
  verification_uri_complete: z.string().nullable().describe('With the code in it.'),
  expires_in: z.int().describe('Seconds.'),
  interval: z.int().describe('Seconds to wait between asking.'),
});
export type DeviceSignOn = z.infer<typeof DeviceSignOn>;

export const DeviceSessionBody = z.strictObject({ device: z.string().min(1).max(MAX_CHARACTERS) });

export const PendingSignOn = z.object({ pending: z.literal(true) });
