import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { MaskedUrl, RejectedError } from '@packyard/contracts';
import { Interrupted, Retries } from '../download/retry';
import type { Downloaded } from '../download/download';
import type { HttpClient } from '../http-client';
import { redirected } from '../redirect';
import { hasDigest } from './oci-manifest';
import { MANIFEST_LIMIT, MAX_MANIFEST_BYTES, type OciRequestOptions, type OciScope, OciSession } from './oci-session';

export const MANIFEST_TYPE = 'application/vnd.oci.image.manifest.v1+json';
const TAGS_AT_ONCE = 1000;
const MAX_TAGS_BYTES = 64 * 1024 * 1024;
const LIMIT_OF_TAGS = { maxBytes: MAX_TAGS_BYTES, limitName: 'the size of a list of tags' };

export interface OciBlob {
  digest: string;
  size: number;
  content: Buffer | (() => Readable);
}

/** A repository that is read and written: blobs and manifests by their digest, by the distribution protocol of OCI. */
export class OciStorage {
  private readonly session: OciSession;

  constructor(
    private readonly http: HttpClient,
    private readonly asking: OciRequestOptions,
    /** Who only reads asks for no more: a login that may not write does then. */
    scope: OciScope,
  ) {
    this.session = new OciSession(http, asking, scope);
  }

  hasBlob(digest: string): Promise<boolean> {
    return this.has(`blobs/${digest}`);
  }

  /** By digest or tag. */
  hasManifest(reference: string): Promise<boolean> {
    return this.has(`manifests/${reference}`);
  }

  /** One that breaks off is sent again from its start: what became of the half of it is for the registry to forget. */
  async push(blob: OciBlob): Promise<void> {
    const retries = new Retries(0, this.asking.signal);
    for (;;) {
      try {
        await this.pushOnce(blob);
        return;
      } catch (error) {
        await retries.waitAfter(error, 0);
      }
    }
  }

  /** Under a tag, whether it has one already or not. Returns its digest. */
  async putManifest(body: Buffer, tagOf: (digest: string) => string): Promise<string> {
    if (body.length > MAX_MANIFEST_BYTES) throw tooLarge(this.asking.shownAs);
    const headers = { 'content-type': MANIFEST_TYPE };
    const digest = `sha256:${createHash('sha256').update(body).digest('hex')}`;
    // Putting the same twice does no harm.
    await this.ask(`manifests/${tagOf(digest)}`, { method: 'PUT', body, headers, statuses: [200, 201] });
    return digest;
  }

  /** Nothing when there is none. @throws RejectedError CHECKSUM_MISMATCH */
  async manifest(digest: string): Promise<Buffer | undefined> {
    const answer = await this.ask(`manifests/${digest}`, { headers: { accept: MANIFEST_TYPE }, statuses: [200, 404] });
    return answer.statusCode === 404 ? undefined : this.checked(answer.body, digest);
  }

  /** A blob that is small enough to be held in memory. @throws RejectedError CHECKSUM_MISMATCH, SOURCE_NOT_FOUND */
  async smallBlob({ digest, size }: Pick<OciBlob, 'digest' | 'size'>): Promise<Buffer> {
    const limit = { maxBytes: size, limitName: 'the size in its manifest' };
    const { body } = await this.session.ask({ ...this.session.requestFor(`blobs/${digest}`), ...limit }, {});
    return this.checked(body, digest);
  }

  /** Into a new file. What breaks off is gone on with. */
  async downloadBlob({ digest, size }: Pick<OciBlob, 'digest' | 'size'>, file: string): Promise<void> {
    const limit = { maxBytes: size, limitName: 'the size in its manifest' };
    // Whether it is there is asked first, which logs in where that is necessary.
    await this.hasBlob(digest);
    const { headers } = this.session;
    const got: Downloaded = await this.http.download(
      { ...this.session.requestFor(`blobs/${digest}`), ...limit, headers },
      file,
    );
    if (got.checksum !== digest) throw changed(this.asking.shownAs, digest);
  }

  /** Each page of them as it comes. */
  async *tags(): AsyncGenerator<string[]> {
    let last: string | undefined;
    do {
      const query = new URLSearchParams({ n: String(TAGS_AT_ONCE), ...(last === undefined ? {} : { last }) });
      const request = this.session.requestFor('tags/list');
      const url = request.url.reveal();
      url.search = query.toString();
      const asked = { ...request, url: new MaskedUrl(url.href), ...LIMIT_OF_TAGS };
      const { body, headers, statusCode } = await this.session.ask(asked, { statuses: [200, 404] });
      if (statusCode === 404) return;
      const tags = tagsIn(body, this.asking.shownAs);
      if (tags.length > 0) yield tags;
      last = headers.link === undefined ? undefined : tags.at(-1);
    } while (last !== undefined);
  }

  /** With all of its tags. False when it was gone. */
  async removeManifest(digest: string): Promise<boolean> {
    const { statusCode } = await this.ask(`manifests/${digest}`, { method: 'DELETE', statuses: [200, 202, 404, 405] });
    if (statusCode === 405) throw mayNotRemove(this.asking.shownAs);
    return statusCode !== 404;
  }

  private async has(path: string): Promise<boolean> {
    const headers = { accept: MANIFEST_TYPE };
    const { statusCode } = await this.ask(path, { method: 'HEAD', headers, statuses: [200, 404] });
    return statusCode === 200;
  }

  private ask(path: string, question: Parameters<OciSession['ask']>[1]) {
    return this.session.ask({ ...this.session.requestFor(path), ...MANIFEST_LIMIT }, question);
  }

  private async pushOnce({ digest, size, content }: OciBlob): Promise<void> {
    const begun = await this.ask('blobs/uploads/', { method: 'POST', statuses: [202], isOnce: true });
    const { location } = begun.headers;
    if (location === undefined) throw this.noPlace();
    const place = redirected(this.session.requestFor('blobs/uploads/').url.reveal(), location);
    place.searchParams.set('digest', digest);
    const headers = { 'content-type': 'application/octet-stream', 'content-length': String(size) };
    await this.session.ask(
      { ...this.session.orderAt(place), ...MANIFEST_LIMIT },
      { method: 'PUT', body: content, headers, statuses: [200, 201], isOnce: true },
    );
  }

  private checked(body: Buffer, digest: string): Buffer {
    if (!hasDigest(body, digest)) throw changed(this.asking.shownAs, digest);
    return body;
  }

  private noPlace(): Interrupted {
    return new Interrupted('SOURCE_UNAVAILABLE', `${this.asking.shownAs} did not say where to send a blob to.`, {
      hint: 'Ask who runs the registry.',
    });
  }
}

function tagsIn(body: Buffer, subject: string): string[] {
  try {
    const { tags } = JSON.parse(body.toString('utf8')) as { tags?: unknown };
    if (tags === null || tags === undefined) return [];
    if (Array.isArray(tags) && tags.every((tag) => typeof tag === 'string')) return tags;
  } catch {
    // As what is no list.
  }
  throw new RejectedError('ARCHIVE_INVALID', `${subject} answers no list of its tags.`, {
    hint: 'Ask who runs the registry.',
  });
}

function changed(subject: string, digest: string): RejectedError {
  return new RejectedError('CHECKSUM_MISMATCH', `What ${subject} answers for ${digest} is something else.`, {
    hint: 'Ask who runs the registry, or look for a proxy that changes what it passes on.',
  });
}

function mayNotRemove(subject: string): RejectedError {
  return new RejectedError('SOURCE_FORBIDDEN', `${subject} removes nothing.`, {
    hint: 'Allow it to delete, for example with REGISTRY_STORAGE_DELETE_ENABLED=true for docker-registry.',
  });
}

function tooLarge(subject: string): RejectedError {
  return new RejectedError('LIMIT_EXCEEDED', `A manifest for ${subject} has more than ${MAX_MANIFEST_BYTES} bytes.`, {
    hint: 'Registries take no larger ones: split the pack.',
  });
}
