import { RejectedError } from '@packyard/contracts';

const TROUBLES = ['EADDRINUSE', 'EACCES', 'EADDRNOTAVAIL', 'ENOTFOUND', 'EAI_AGAIN', 'EAI_FAIL', 'EINVAL'];

/** Of a server that found its place taken, forbidden or nowhere; whatever else it met goes on as it is. */
export function cannotListen(place: { host: string; port: number; settings: string }, error: unknown): Error {
  const { code = '' } = error as NodeJS.ErrnoException;
  if (!TROUBLES.includes(code)) return error as Error;
  return new RejectedError('NOT_READY', `Packyard can't listen on ${place.host}:${place.port} (${code}).`, {
    hint: `Give it another place with ${place.settings}, or end the program that listens there.`,
    cause: error,
  });
}
