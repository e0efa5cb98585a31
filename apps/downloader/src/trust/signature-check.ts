import type { SignatureOutcome } from '@packyard/contracts';
import { type AskingPolicy, enforce, type TrustPolicies } from '@packyard/registry';
import { prehash, prehashOfFile, treeMessage } from '@packyard/signatures';
import type { InspectedPack } from '../reading/inspect-pack';

/** How the signature of a commit was found, whatever a policy makes of it. */
export type CommitSignature = Pick<SignatureOutcome, 'status' | 'key' | 'signer' | 'problem'>;

/** What one pack's signature has to be like. */
export class SignatureCheck {
  constructor(
    private readonly policies: TrustPolicies,
    private readonly policy: AskingPolicy,
    /** Of the index that names the pack, where one is asked for. */
    private readonly ofIndex?: SignatureOutcome,
  ) {}

  /** Of an archive or config, by what lies beside it. */
  async verifyFile(file: string, signature: string | undefined, signal: AbortSignal): Promise<SignatureOutcome> {
    return this.policies.verify(this.policy, {
      covers: 'archive',
      prehash: await prehashOfFile(file, signal),
      signature,
    });
  }

  /** Nothing where only some trusted keys count: a commit is signed by other ones. */
  verifyCommit(found: CommitSignature): SignatureOutcome | undefined {
    const { keys, mode } = this.policy;
    return keys === null ? { ...found, mode, covers: 'commit', comment: null } : undefined;
  }

  /** A signed index answers for what it names by a checksum or commit, if its key counts here too. */
  coveredByIndex(): SignatureOutcome | undefined {
    const { ofIndex, policy } = this;
    if (ofIndex?.status !== 'valid' || !this.policies.counts(policy, ofIndex.key)) return undefined;
    return { ...ofIndex, mode: policy.mode };
  }

  /**
   * What is known in the end: the file, or else the tree, has to be signed.
   * @throws RejectedError SIGNATURE_REFUSED when a valid signature is required and there is none
   */
  finish(
    { manifest, treeSignature }: Pick<InspectedPack, 'manifest' | 'treeSignature'>,
    found: SignatureOutcome | undefined,
  ): { signature: SignatureOutcome; warnings: string[] } {
    const signature = this.best(found, treeSignature);
    const warning = enforce(signature, `The pack ${manifest.ref} ${manifest.version}`);
    return { signature, warnings: warning === undefined ? [] : [warning] };
  }

  private best(found: SignatureOutcome | undefined, signed: InspectedPack['treeSignature']): SignatureOutcome {
    if (found?.status === 'valid') return found;
    const ofTree = this.policies.verify(this.policy, {
      covers: 'tree',
      prehash: prehash(treeMessage(signed?.digest ?? '')),
      signature: signed?.text,
    });
    if (ofTree.status === 'valid' || found === undefined || found.status === 'missing') return ofTree;
    return found;
  }
}
