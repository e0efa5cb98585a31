import { access, constants } from 'node:fs/promises';
import { maskText } from '@packyard/contracts';
import type { CommitSignature } from '../trust/signature-check';
import { GitCommand, type GitRun } from './git-command';
import type { CheckedOut } from './remote-repository';

const MISSING: CommitSignature = { status: 'missing', key: null, signer: null, problem: 'its commit has no signature' };
const MAX_OUTPUT_BYTES = 64 * 1024;

/** For git, which has ssh look at the signatures; those of other kinds nobody knows here. */
export function signersConfiguration(allowedSigners: string): Record<string, string> {
  return { 'gpg.ssh.allowedSignersFile': allowedSigners, 'gpg.program': 'false', 'gpg.x509.program': 'false' };
}

/** Of the commit itself, or else of the tag that was asked for. The environment has {@link signersConfiguration}. */
export async function commitSignature(
  run: GitRun,
  { commit, tag }: CheckedOut,
  allowedSigners: string,
): Promise<CommitSignature> {
  const isReadable = await access(allowedSigners, constants.R_OK).then(
    () => true,
    () => false,
  );
  if (!isReadable) {
    const problem = 'the file that PACKYARD_ALLOWED_SIGNERS_FILE names can not be read';
    return { status: 'untrusted', key: null, signer: null, problem };
  }
  const git = new GitCommand(run);
  const ofCommit = await signatureOfCommit(git, commit);
  if (ofCommit.status === 'valid' || tag === undefined) return ofCommit;
  const ofTag = await signatureOfTag(git, tag, commit);
  // Whatever kept git from verifying, it did not verify; only who gave up has to know.
  run.signal.throwIfAborted();
  return ofTag.status === 'missing' ? ofCommit : ofTag;
}

async function signatureOfCommit(git: GitCommand, commit: string): Promise<CommitSignature> {
  const format = '--format=%G?%n%GF%n%GS';
  const [letter, key = '', signer = ''] = (await git.run(['log', '-1', '--no-show-signature', format, commit])).split(
    '\n',
  );
  if (letter === 'N') return MISSING;
  const known = { key: key === '' ? null : key, signer: null };
  if (letter === 'G' && key !== '') return { ...known, status: 'valid', signer: shown(signer), problem: null };
  if (letter === 'U')
    return { ...known, status: 'untrusted', problem: `no allowed signer has the key ${key} that signed its commit` };
  return {
    ...known,
    status: 'invalid',
    problem: 'the signature of its commit is none that ssh can verify, or of another commit',
  };
}

/** A tag of another name may have been put there: its own name has to be the one that was asked for. */
async function signatureOfTag(
  git: GitCommand,
  { id, name }: NonNullable<CheckedOut['tag']>,
  commit: string,
): Promise<CommitSignature> {
  const content = await git.run(['cat-file', '-p', id], { maxOutputBytes: MAX_OUTPUT_BYTES });
  if (!content.includes('-----BEGIN SSH SIGNATURE-----')) return MISSING;
  const said: Buffer[] = [];
  const verified = await git.run(['verify-tag', '--raw', id], { onErrorOutput: (chunk) => void said.push(chunk) }).then(
    () => true,
    () => false,
  );
  const text = Buffer.concat(said).toString('utf8');
  const [, signer, key = null] = /^Good "git" signature (?:for (.+) )?with \S+ key (\S+)/m.exec(text) ?? [];
  const known = { key, signer: null };
  const [, written = ''] = /^tag (.+)$/m.exec(content.split('\n\n')[0] ?? '') ?? [];
  if (key === null) return { ...known, status: 'invalid', problem: 'the signature of its tag is not of that tag' };
  if (!verified || signer === undefined)
    return { ...known, status: 'untrusted', problem: `no allowed signer has the key ${key} that signed its tag` };
  if (name !== `refs/tags/${written}`)
    return { ...known, status: 'invalid', problem: `its tag is the signed tag '${shown(written)}' under another name` };
  const signed = await git.run(['rev-parse', '--verify', '--quiet', '--end-of-options', `${id}^{commit}`]);
  if (signed.trim() !== commit)
    return { ...known, status: 'invalid', problem: 'its tag is of another commit than the one that was fetched' };
  return { ...known, status: 'valid', signer: shown(signer), problem: null };
}

function shown(text: string): string {
  return maskText(text).slice(0, 200);
}
