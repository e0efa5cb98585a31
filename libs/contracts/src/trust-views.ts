import { z } from 'zod';
import { trustPatternProblem } from './trust-policy';

/** What becomes of packs and indexes that nobody trusted has signed. */
export const TRUST_MODES = ['require', 'warn', 'off'] as const;
export const TRUST_SUBJECTS = ['registry', 'source'] as const;
export const SIGNATURE_STATUSES = [
  'valid',
  'missing',
  'invalid',
  'untrusted',
  'expired',
  'outdated',
  'misplaced',
] as const;

/** How the signature of a pack or an index was found. */
export const SignatureOutcome = z.strictObject({
  status: z.enum(SIGNATURE_STATUSES),
  mode: z.enum(TRUST_MODES).exclude(['off']).describe('The policy at that moment.'),
  covers: z.enum(['archive', 'tree', 'index', 'commit']).describe('What is signed, or was looked at last.'),
  key: z.string().nullable().describe('Id of the key that signed.'),
  signer: z.string().nullable().describe('What that key is called here.'),
  comment: z.string().nullable().describe('The trusted comment of the signature.'),
  problem: z.string().nullable(),
});
export type SignatureOutcome = z.infer<typeof SignatureOutcome>;

const keyName = z.string().trim().min(1).max(200);
const text = z.string().min(1).max(10_000);

export const NewTrustedKey = z.strictObject({
  name: keyName.describe('Whose it is.'),
  public_key: text.describe("minisign's public key: its file, or the line that begins with RW."),
  endorsement: text
    .optional()
    .describe('The .minisig of the public key file by a key that is trusted already; what it says is kept.'),
  restore: z.boolean().default(false).describe('Trust a key again that was removed.'),
});
export type NewTrustedKey = z.infer<typeof NewTrustedKey>;

export const TrustedKeyView = z.object({
  id: z.string(),
  name: z.string(),
  public_key: z.string(),
  added_by: z.string(),
  added: z.iso.datetime(),
  endorsed_by: z.string().nullable().describe('Id of the key that signed this one.'),
  removed_by: z.string().nullable(),
  removed: z.iso.datetime().nullable().describe('What it signed is trusted no more since then.'),
});
export type TrustedKeyView = z.infer<typeof TrustedKeyView>;

const pattern = z
  .string()
  .min(1)
  .max(2048)
  .describe(
    '`*` for all, an absolute path, or an address; a source may also be registry:<name>. * stands for any characters.',
  );

export const NewTrustPolicy = z
  .strictObject({
    applies_to: z.enum(TRUST_SUBJECTS),
    pattern,
    mode: z.enum(TRUST_MODES),
    keys: z
      .array(z.string().regex(/^[0-9A-F]{16}$/, 'must be the id of a key'))
      .max(100)
      .nullable()
      .default(null)
      .describe('Only what these keys signed; all trusted keys when null.'),
    position: z.int().min(0).max(1_000_000).optional().describe('The lowest one that fits counts. Behind all others.'),
  })
  .superRefine(({ applies_to: subject, pattern: written }, context) => {
    const problem = trustPatternProblem(subject, written);
    if (problem !== undefined) context.addIssue({ code: 'custom', path: ['pattern'], message: problem });
  });
export type NewTrustPolicy = z.infer<typeof NewTrustPolicy>;

export const TrustPolicyView = z.object({
  id: z.int(),
  position: z.int(),
  applies_to: z.enum(TRUST_SUBJECTS),
  pattern: z.string(),
  mode: z.enum(TRUST_MODES),
  keys: z.array(z.string()).nullable(),
});
export type TrustPolicyView = z.infer<typeof TrustPolicyView>;
