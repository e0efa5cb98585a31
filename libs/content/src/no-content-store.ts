import { RejectedError } from '@packyard/contracts';
import { ContentStore } from './content-store';

/** Where all processes share one home, what is there is there. */
export class NoContentStore extends ContentStore {
  readonly homesAreSeparate = false;

  put(): Promise<null> {
    return Promise.resolve(null);
  }

  fetch(digest: string): Promise<never> {
    const message = `${digest} can't be fetched: there is no content store.`;
    return Promise.reject(
      new RejectedError('STORE_FAILED', message, {
        hint: 'Name it in PACKYARD_CONTENT_STORE, as for the process that has put it there.',
      }),
    );
  }

  has(): Promise<boolean> {
    return Promise.resolve(false);
  }

  list(): Promise<never[]> {
    return Promise.resolve([]);
  }

  remove(): Promise<boolean> {
    return Promise.resolve(false);
  }
}
