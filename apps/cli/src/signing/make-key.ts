import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { generateKey, publicKeyText, secretKeyText } from '@packyard/signatures';
import { CliError, EXIT_CODES } from '../cli-error';
import { asCliError, readPassword } from './sign-files';

export interface NewKeyOptions {
  out: string;
  passwordFile?: string;
  withoutPassword?: true;
}

export interface MadeKey {
  id: string;
  public_key: string;
  secret_key_file: string;
  public_key_file: string;
}

/** Makes a pair of keys on this machine, in minisign's files. Nothing that is there is replaced. */
export async function makeKey(options: NewKeyOptions): Promise<MadeKey> {
  if ((options.passwordFile === undefined) !== (options.withoutPassword === true)) {
    const hint = 'Give either --password-file, or --without-password for a key that lies on the disk in the clear.';
    throw new CliError('It is not said whether the key is to have a password.', hint, EXIT_CODES.usage);
  }
  const [secretFile, publicFile] = [options.out, `${options.out.replace(/\.key$/, '')}.pub`];
  try {
    const key = generateKey();
    const secret = await secretKeyText(key, await readPassword(options.passwordFile));
    await writeNew(secretFile, secret, 0o600);
    await writeNew(publicFile, publicKeyText(key.publicKey), 0o644);
    const { id, text } = key.publicKey;
    return { id, public_key: text, secret_key_file: secretFile, public_key_file: publicFile };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw asCliError(error);
    const { path } = error as NodeJS.ErrnoException;
    throw new CliError(`${path} is there already.`, 'Name another file with --out.', EXIT_CODES.usage);
  }
}

async function writeNew(file: string, text: string, mode: number): Promise<void> {
  const handle = await open(file, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, mode);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
}
