import { RejectedError, UnavailableError } from '@packyard/contracts';
import type { NetworkPolicy } from '@packyard/network';
import type { BuildContext } from '../build-in-scratch';
import { type ShownPosition, refused } from './inside-pack';

const SCHEME = /^(?:git\+)?(https?|ssh|git)$/;

/** For builds that fetch nothing: every name will do, and none is looked up. */
export const RESOLVES_NOTHING: Pick<NetworkPolicy, 'resolve'> = { resolve: () => Promise.resolve([]) };

/** Checks where the files of a pack send tools: by the same policy as sources. */
export class ForeignUrls {
  private readonly known = new Map<string, Promise<void>>();

  /** A file has room for more names of hosts than can be asked for in any time: the signal ends that. */
  constructor(
    private readonly policy: Pick<NetworkPolicy, 'resolve'>,
    private readonly signal?: AbortSignal,
    /** Is told where tools may be sent. */
    private readonly onAllowed?: (url: URL) => void,
  ) {}

  /** @throws RejectedError ENVIRONMENT_FAILED for what no tool may fetch, SOURCE_FORBIDDEN for where it may not go */
  async assertAllowed(text: string, place: ShownPosition): Promise<void> {
    this.signal?.throwIfAborted();
    const url = parse(text);
    const shown = text.replace(/\/\/[^/@]*@/, '//***@').replace(/[?#].*/s, '');
    if (url === undefined || !SCHEME.test(url.protocol.slice(0, -1)) || url.hostname === '') {
      throw refused(place, `'${shown}' is nothing that may be fetched`, 'use https, http or git+https.');
    }
    const check = this.known.get(url.hostname) ?? this.check(url.hostname);
    this.known.set(url.hostname, check);
    try {
      await check;
      this.onAllowed?.(url);
    } catch (error) {
      if (!(error instanceof RejectedError)) throw error;
      const details = error.hint === undefined ? {} : { hint: error.hint };
      throw new RejectedError(error.code, `${place}: ${shown} may not be used. ${error.message}`, details);
    }
  }

  /** A name that does not resolve here may do so for a proxy; otherwise the tool says that it is unknown. */
  private async check(host: string): Promise<void> {
    try {
      await this.policy.resolve(host);
    } catch (error) {
      if (!(error instanceof UnavailableError)) throw error;
    }
  }
}

/** For one build, which is told by them whose logins may be asked for. */
export function urlsOf(
  policy: Pick<NetworkPolicy, 'resolve'>,
  { allowance, network }: Pick<BuildContext, 'allowance' | 'network'>,
): ForeignUrls {
  return new ForeignUrls(policy, allowance.signal, (url) => network.expect(url));
}

function parse(text: string): URL | undefined {
  // `git+https:` is no special scheme to the parser, which would not find the host of `http:2130706433`.
  const plain = text.replace(/^git\+/i, '');
  return URL.canParse(plain) ? new URL(plain) : undefined;
}
