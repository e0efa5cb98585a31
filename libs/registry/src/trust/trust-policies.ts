import {
  policyFor,
  RejectedError,
  type SignatureOutcome,
  type TrustSubject,
  type TrustPolicy,
} from '@packyard/contracts';
import type { TrustedKeyRow } from '@packyard/schema';
import { isSignedBy, parsePublicKey, parseSignature } from '@packyard/signatures';

/** A policy that asks for signatures. */
export type AskingPolicy = TrustPolicy & { mode: 'require' | 'warn' };

/** What was signed, and by what. */
export interface Signed {
  covers: SignatureOutcome['covers'];
  prehash: Buffer;
  /** The text of its `.minisig`; nothing when there is none. */
  signature: string | undefined;
}

/** Where signatures are asked for, and which keys are trusted there, at one moment. */
export class TrustPolicies {
  constructor(
    private readonly keys: readonly TrustedKeyRow[],
    private readonly policies: readonly TrustPolicy[],
  ) {}

  /** Nothing where no signature is asked for. */
  policyFor(place: TrustSubject): AskingPolicy | undefined {
    const policy = policyFor(this.policies, place);
    return policy === undefined || policy.mode === 'off' ? undefined : { ...policy, mode: policy.mode };
  }

  verify(policy: AskingPolicy, { covers, prehash, signature: text }: Signed): SignatureOutcome {
    const found = { mode: policy.mode, covers, key: null, signer: null, comment: null };
    if (text === undefined) return { ...found, status: 'missing', problem: 'it has no signature' };
    const signature = parseSignature(text);
    if (typeof signature === 'string')
      return { ...found, status: 'invalid', problem: `its signature can't be used: ${signature}` };
    const { keyId } = signature;
    const key = this.keys.find(({ id }) => id === keyId);
    const distrust = key === undefined ? `nobody added the key ${keyId} that signed it` : distrusted(policy, key);
    if (key === undefined || distrust !== undefined) {
      return { ...found, status: 'untrusted', key: keyId, signer: key?.name ?? null, problem: distrust ?? null };
    }
    const known = { ...found, key: keyId, signer: key.name };
    if (!isSignedBy(parsePublicKey(key.publicKey), signature, prehash)) {
      const problem = 'it is not what was signed, or the signature is another one';
      return { ...known, status: 'invalid', problem };
    }
    return {
      ...known,
      status: 'valid',
      comment: signature.trustedComment.slice(0, MAX_COMMENT_LENGTH),
      problem: null,
    };
  }

  /** Whether a signature by that key is one that the policy asks for. */
  counts(policy: AskingPolicy, keyId: string | null): boolean {
    const key = this.keys.find(({ id }) => id === keyId);
    return key !== undefined && distrusted(policy, key) === undefined;
  }
}

const MAX_COMMENT_LENGTH = 1000;

function distrusted({ keys }: TrustPolicy, { id, name, removedAt }: TrustedKeyRow): string | undefined {
  if (removedAt !== null) return `the key ${id} (${name}) that signed it was removed`;
  if (keys !== null && !keys.includes(id)) return `the key ${id} (${name}) that signed it does not count there`;
  return undefined;
}

/**
 * What to warn of where a policy warns; nothing when the signature is valid.
 * @throws RejectedError SIGNATURE_REFUSED when the policy requires one, and it is not valid
 */
export function enforce(outcome: SignatureOutcome, subject: string): string | undefined {
  if (outcome.status === 'valid') return undefined;
  const sentence = `${subject} is not trusted: ${outcome.problem ?? outcome.status}.`;
  if (outcome.mode === 'warn') return sentence;
  throw new RejectedError('SIGNATURE_REFUSED', sentence, { hint: HINTS[outcome.status] });
}

const HINTS: Readonly<Record<Exclude<SignatureOutcome['status'], 'valid'>, string>> = {
  missing:
    'Ask its publisher to sign it, with `packyard sign` or minisign; `packyard trust list` shows who asks for that.',
  invalid: 'Ask its publisher whether it is what was published, and to sign it again.',
  untrusted:
    'If the key is right, an administrator adds it with `packyard key add`; the ssh key of a commit to the file that PACKYARD_ALLOWED_SIGNERS_FILE names.',
  expired: 'Ask who publishes the registry to build and sign it again.',
  misplaced:
    'Somebody may be showing the index of another registry. If this one got another name or address, an administrator adds it anew, with `packyard registry remove` and `packyard registry add`.',
  outdated: 'Somebody may be showing an old index. Ask who publishes the registry to build and sign it again.',
};
