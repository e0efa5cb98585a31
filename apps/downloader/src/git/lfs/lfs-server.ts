import { MaskedUrl, maskText, RejectedError } from '@packyard/contracts';
import type { HttpClient, HttpRequest } from '@packyard/network';
import { z } from 'zod';
import type { LfsBase } from './lfs-login';
import type { LfsPointer } from './lfs-pointer';

const TYPE = 'application/vnd.git-lfs+json';
const MAX_ANSWER_BYTES = 4 * 1024 * 1024;
const HEADER_NAME = /^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}$/;

const Batch = z.object({
  objects: z.array(
    z.object({
      oid: z.string(),
      error: z.object({ code: z.number(), message: z.string().default('') }).optional(),
      actions: z
        .object({
          download: z
            .object({ href: z.string(), header: z.record(z.string().regex(HEADER_NAME), z.string()).default({}) })
            .optional(),
        })
        .optional(),
    }),
  ),
});

/** Where one file can be fetched. */
export interface LfsDownload {
  url: MaskedUrl;
  headers: Record<string, string>;
  hostAccessAt: string;
}

/** How the server is asked. */
export type LfsRequestOptions = Pick<HttpRequest, 'verifySsl' | 'signal'>;

/** The side of Git LFS that says where files are (its batch API). */
export class LfsServer {
  constructor(
    private readonly http: HttpClient,
    private readonly base: LfsBase,
  ) {}

  /** @throws RejectedError SOURCE_NOT_FOUND when it does not have one of them */
  async downloadsOf(pointers: readonly LfsPointer[], asking: LfsRequestOptions): Promise<Map<string, LfsDownload>> {
    const url = this.base.url.reveal();
    url.pathname = `${url.pathname.replace(/\/$/, '')}/objects/batch`;
    const objects = pointers.map(({ oid, bytes: size }) => ({ oid, size }));
    const limit = { maxBytes: MAX_ANSWER_BYTES, limitName: 'the size of an answer of Git LFS' };
    const { headers, hostAccessAt } = this.base;
    const order = {
      ...asking,
      ...limit,
      headers,
      hostAccessAt,
      url: new MaskedUrl(url.href),
      shownAs: `Git LFS at ${this.base.url.bare}`,
    };
    const { body } = await this.http.ask(order, {
      headers: { accept: TYPE, 'content-type': TYPE },
      body: JSON.stringify({ operation: 'download', transfers: ['basic'], hash_algo: 'sha256', objects }),
    });
    const answered = new Map(this.read(body).objects.map((object) => [object.oid, object]));
    return new Map(pointers.map(({ oid }) => [oid, this.placeOf(oid, answered.get(oid))]));
  }

  private read(body: Buffer): z.infer<typeof Batch> {
    try {
      return Batch.parse(JSON.parse(body.toString('utf8')));
    } catch (cause) {
      throw new RejectedError('SOURCE_NOT_FOUND', `${this.base.url.bare} does not answer as Git LFS does.`, {
        hint: 'Look whether the server of the repository has Git LFS, or fetch the repository without it.',
        cause,
      });
    }
  }

  private placeOf(oid: string, object: z.infer<typeof Batch>['objects'][number] | undefined): LfsDownload {
    const { download } = object?.actions ?? {};
    if (download === undefined || !/^https?:/i.test(download.href) || !URL.canParse(download.href)) {
      const why = object?.error === undefined ? '' : `: ${maskText(object.error.message).slice(0, 200)}`;
      throw new RejectedError(
        'SOURCE_NOT_FOUND',
        `Git LFS at ${this.base.url.bare} does not have the file ${oid}${why}.`,
        {
          hint: 'Have it pushed again with git lfs push --all, or fetch the repository without Git LFS.',
        },
      );
    }
    const { href, header: headers } = download;
    return { url: this.withCredentials(new URL(href), headers), headers, hostAccessAt: this.base.hostAccessAt };
  }

  /** Where it says nothing else, its own place is asked as it was asked itself. */
  private withCredentials(place: URL, headers: Record<string, string>): MaskedUrl {
    const { origin, username, password } = this.base.url.reveal();
    const isSaid = place.username !== '' || Object.keys(headers).some((name) => name.toLowerCase() === 'authorization');
    if (place.origin === origin && !isSaid) Object.assign(place, { username, password });
    return new MaskedUrl(place.href);
  }
}
