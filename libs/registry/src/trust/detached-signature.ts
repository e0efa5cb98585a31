import { mkdtemp, readFile, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MaskedUrl, RejectedError } from '@packyard/contracts';
import type { HttpClient, HttpRequest } from '@packyard/network';
import { readPlainFile } from '@packyard/pack';
import { MAX_SIGNATURE_BYTES } from '@packyard/signatures';

const SUFFIX = '.minisig';
/** Storage that is public by file answers so for what is not there. */
const NOT_THERE = ['SOURCE_NOT_FOUND', 'SOURCE_AUTHENTICATION_FAILED'];
/** Text that is no signature: what lies there is too long to be one. */
const TOO_LONG = 'x'.repeat(MAX_SIGNATURE_BYTES + 1);

type SignatureRequest = Omit<HttpRequest, 'maxBytes' | 'limitName'>;

/** What lies in `<path of the URL>.minisig`; nothing when there is no such file. */
export async function fetchSignatureOf(
  http: HttpClient,
  { url, ...request }: SignatureRequest,
): Promise<string | undefined> {
  const place = url.reveal();
  place.pathname += SUFFIX;
  const folder = await mkdtemp(join(tmpdir(), 'packyard-signature-'));
  const file = join(folder, 'signature');
  const limit = { maxBytes: MAX_SIGNATURE_BYTES, limitName: 'the size of a signature' };
  try {
    await http.download({ ...request, ...limit, url: new MaskedUrl(place.href) }, file);
    return await readFile(file, 'utf8');
  } catch (error) {
    if (!(error instanceof RejectedError)) throw error;
    if (NOT_THERE.includes(error.code)) return undefined;
    if (error.code === 'LIMIT_EXCEEDED') return TOO_LONG;
    throw error;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The same beside a file on the own disk. */
export async function readSignatureBeside(path: string): Promise<string | undefined> {
  try {
    const read = await readPlainFile(await realpath(`${path}${SUFFIX}`), MAX_SIGNATURE_BYTES);
    if (read.is === 'no file') return undefined;
    return read.is === 'too large' ? TOO_LONG : read.content.toString('utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
