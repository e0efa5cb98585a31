import { RejectedError } from './errors';

/** A repository or an archive, and the folder in it: `https://host/repository.git//packs/slack`. */
export interface SourceWithSubPath {
  place: string;
  subPath?: string;
}

const HOLDER = /^(.*?(?:\.git|\.tar(?:\.(?:gz|bz2|xz|zst))?|\.tgz|\.tbz2?|\.txz|\.tzst|\.zip))\/\/(.*)$/i;

/**
 * Splits at the first two slashes behind a repository or an archive. Elsewhere they are part of the place.
 * @throws RejectedError SOURCE_INVALID when what follows can't be a folder in it
 */
export function splitSubPath(text: string): SourceWithSubPath {
  const [, scheme = '', rest = ''] = /^([a-z][a-z0-9+.-]*:\/\/)?(.*)$/is.exec(text) ?? [];
  const [, place, folder] = HOLDER.exec(rest) ?? [];
  if (place === undefined || folder === undefined) return { place: text };
  const names = decoded(folder.replace(/(?<!\/)\/+$/, ''), scheme !== '').split('/');
  if (names.some((name) => ['', '.', '..', '.git'].includes(name) || /[\0-\x1f\x7f\\]/.test(name))) {
    throw new RejectedError('SOURCE_INVALID', `'${folder}' can't be a folder of a repository or archive.`, {
      hint: 'Give it as names with slashes between them, such as https://host/repository.git//packs/slack.',
    });
  }
  return { place: `${scheme}${place}`, subPath: names.join('/') };
}

/** A percent sign that begins no code stands for itself. */
function decoded(text: string, isUrl: boolean): string {
  try {
    return isUrl ? decodeURIComponent(text) : text;
  } catch {
    return text;
  }
}
