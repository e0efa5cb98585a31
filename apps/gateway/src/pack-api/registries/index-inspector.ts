import { Injectable } from '@nestjs/common';
import { UnavailableError } from '@packyard/contracts';
import { AbortTimer } from '@packyard/sandbox';
import { IndexReader, IndexTrust, type RegistryEndpoint, shownLocation, type TrustedIndex } from '@packyard/registry';

const INDEX_TIMEOUT_MS = 20_000;

/** Reads indexes for requests, with a short time limit. */
@Injectable()
export class IndexInspector {
  constructor(
    private readonly reader: IndexReader,
    private readonly trusted: IndexTrust,
  ) {}

  /** What is offered, as it was a short while ago, if it may be used. */
  read(place: RegistryEndpoint): Promise<TrustedIndex> {
    return withinTime(place, (options) => this.trusted.read(place, options));
  }

  /**
   * Answers what of the index can't be used, in words.
   * @throws PackyardError REGISTRY_UNAVAILABLE or REGISTRY_INVALID when the index can't be read as it is now
   */
  async check(place: RegistryEndpoint): Promise<readonly string[]> {
    const { told } = await withinTime(place, (options) => this.reader.readAnew(place, options));
    return told.warnings;
  }
}

async function withinTime<Result>(
  { url }: RegistryEndpoint,
  read: (options: { verifySsl: boolean; signal: AbortSignal }) => Promise<Result>,
): Promise<Result> {
  const timer = new AbortTimer(INDEX_TIMEOUT_MS);
  try {
    return await read({ verifySsl: true, signal: timer.signal });
  } catch (error) {
    if ((error as Error).name !== 'TimeoutError') throw error;
    const message = `The registry ${shownLocation(url)} did not answer within ${INDEX_TIMEOUT_MS / 1000} seconds.`;
    throw new UnavailableError('REGISTRY_UNAVAILABLE', message, { hint: 'Look whether it is up.', cause: error });
  } finally {
    timer.stop();
  }
}
