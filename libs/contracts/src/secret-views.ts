import { z } from 'zod';

/** What `packyard secret rotate` answers. */
export const RotationView = z.object({
  key_id: z.string().describe('Of the key that seals now: tells keys apart, and says nothing about them.'),
  made: z.boolean().describe('Whether a new key was made; otherwise the configured one is used.'),
  resealed: z.int().describe('How many credentials were sealed again with it.'),
});
export type RotationView = z.infer<typeof RotationView>;
