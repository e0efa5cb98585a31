import { CliError, EXIT_CODES } from '../cli-error';
import { oneLine } from '../progress/text';
import { asCliError, type KeyOptions, messageOf, readSecretKey, signPlace } from './sign-files';

/** Signs one after the other, and prints where each signature lies. */
export async function signPaths(
  paths: readonly string[],
  { key, passwordFile, comment, printMessage }: Partial<KeyOptions> & { comment?: string; printMessage?: true },
): Promise<void> {
  if (printMessage !== true && key === undefined) {
    const hint = 'Give its file with --key; `packyard key generate` makes one.';
    throw new CliError('There is no key to sign with.', hint, EXIT_CODES.usage);
  }
  try {
    const secret = key === undefined || printMessage ? undefined : await readSecretKey({ key, passwordFile });
    for (const path of paths) {
      if (secret === undefined) process.stdout.write(await messageOf(path));
      else process.stdout.write(`${oneLine(await signPlace(secret, path, comment))}\n`);
    }
  } catch (error) {
    throw asCliError(error);
  }
}
