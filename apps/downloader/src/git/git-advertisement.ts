import { type RemoteRef, refsOf } from './remote-ref';

export const ADVERTISEMENT_TYPE = 'application/x-git-upload-pack-advertisement';

const LENGTH_DIGITS = 4;
const LINE = /^([0-9a-f]{40}|[0-9a-f]{64}) (\S[^\0\n]*)/;
/** What stands for the first reference where there is none. */
const NO_REFS = 'capabilities^{}';

/**
 * The references that a server names at `info/refs`, in the first version of its protocol; nothing when it is not that, or not
 * to be understood: then git itself has to ask.
 */
export function readAdvertisement(body: Buffer): RemoteRef[] | undefined {
  const packets = packetsIn(body);
  const start = packets?.[0]?.startsWith('# service=') === true ? 2 : 0;
  const end = packets?.indexOf('', start) ?? -1;
  if (packets === undefined || end === -1) return undefined;
  const pairs: [string, string][] = [];
  for (const text of packets.slice(start, end)) {
    if (text.startsWith('shallow ')) continue;
    const [, id, name] = LINE.exec(text) ?? [];
    if (id === undefined || name === undefined) return undefined;
    if (name !== NO_REFS) pairs.push([id, name]);
  }
  return refsOf(pairs);
}

/** Each begins with its length in four hexadecimal digits, itself included; empty ones are the ends of sections. */
function packetsIn(body: Buffer): string[] | undefined {
  const packets: string[] = [];
  for (let at = 0; at < body.length;) {
    const digits = body.toString('latin1', at, at + LENGTH_DIGITS);
    const length = /^[0-9a-f]{4}$/i.test(digits) ? parseInt(digits, 16) : -1;
    const isEnd = length === 0;
    if ((!isEnd && length <= LENGTH_DIGITS) || at + length > body.length) return undefined;
    packets.push(isEnd ? '' : body.toString('utf8', at + LENGTH_DIGITS, at + length));
    at += isEnd ? LENGTH_DIGITS : length;
  }
  return packets;
}
