import type { ServerResponse } from 'node:http';
import { Logger } from '@nestjs/common';

const LOOK_EVERY_MS = 15_000;

/** Breaks a long answer off once the token of its request opens it no more; the client is told why when it asks again. */
export function endAnswerWithToken(
  answer: ServerResponse,
  { isOpenTo, signal }: { isOpenTo: () => Promise<boolean>; signal: AbortSignal },
): void {
  const look = async () => {
    if (!(await isStillOpen(isOpenTo))) answer.destroy();
  };
  const timer = setInterval(() => void look(), LOOK_EVERY_MS);
  const end = () => clearInterval(timer);
  if (signal.aborted) end();
  else signal.addEventListener('abort', end, { once: true });
}

/** Nobody loses what is half sent because the database is away for a moment: it is asked again soon. */
async function isStillOpen(isOpenTo: () => Promise<boolean>): Promise<boolean> {
  try {
    return await isOpenTo();
  } catch (error) {
    new Logger('EndWithToken').warn(`Whether a token is still usable could not be looked up: ${String(error)}`);
    return true;
  }
}
