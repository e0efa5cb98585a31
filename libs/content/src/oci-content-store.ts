import { Digest, type MaskedUrl } from '@packyard/contracts';
import { type HttpClient, KeptConnections, type OciScope, OciStorage } from '@packyard/network';
import { type ContentKind, type ContentOptions, ContentStore, type StoredContent } from './content-store';
import { explainStoreFailure } from './explain-store-failure';
import { readTag, tagOf, tagsSince } from './content-tag';
import { TreeDownload, type TreeDownloadLimits } from './tree-download';
import { TreeUpload } from './tree-upload';

export interface OciContentSettings {
  /** `oci://host[:port]/repository`, which belongs to this service alone. */
  url: MaskedUrl;
  /** For what is half there; on the same file system as what is fetched. */
  scratchFolder: string;
  limits?: Partial<TreeDownloadLimits>;
}

interface Asking {
  subject: string;
  scope: OciScope;
  signal?: AbortSignal | undefined;
}

/** Content as artifacts in a repository of a registry of containers. */
export class OciContentStore extends ContentStore {
  readonly homesAreSeparate = true;

  constructor(
    private readonly http: HttpClient,
    private readonly settings: OciContentSettings,
  ) {
    super();
  }

  put(kind: ContentKind, folder: string, options: ContentOptions = {}): Promise<Digest> {
    return this.asking(
      { subject: `${kind} ${folder}`, scope: 'pull,push,delete', signal: options.signal },
      async (storage) => {
        const manifest = await new TreeUpload(storage, this.settings.scratchFolder).upload(kind, folder, options.base);
        return Digest.parse(await storage.putManifest(manifest, (digest) => tagOf(kind, digest)));
      },
    );
  }

  fetch(digest: Digest, folder: string, options: ContentOptions = {}): Promise<void> {
    return this.asking({ subject: digest, scope: 'pull', signal: options.signal }, (storage) =>
      new TreeDownload(storage, this.settings).into(folder, digest, options.base),
    );
  }

  has(digest: Digest): Promise<boolean> {
    return this.asking({ subject: digest, scope: 'pull' }, (storage) => storage.hasManifest(digest));
  }

  list(): Promise<StoredContent[]> {
    return this.asking({ subject: 'its list', scope: 'pull' }, async (storage) => {
      const found = new Map<Digest, StoredContent>();
      for await (const tags of storage.tags()) {
        for (const content of tags.map(readTag)) {
          if (content === undefined) continue;
          const known = found.get(content.digest);
          if (known === undefined || known.putAt < content.putAt) found.set(content.digest, content);
        }
      }
      return [...found.values()];
    });
  }

  remove({ digest, kind }: Pick<StoredContent, 'digest' | 'kind'>, since: Date): Promise<boolean> {
    return this.asking({ subject: digest, scope: 'pull,push,delete' }, async (storage) => {
      for (const tag of tagsSince(kind, digest, since.getTime())) if (await storage.hasManifest(tag)) return false;
      return storage.removeManifest(digest);
    });
  }

  private async asking<Result>(
    { subject, scope, signal }: Asking,
    work: (storage: OciStorage) => Promise<Result>,
  ): Promise<Result> {
    const { url } = this.settings;
    const connections = new KeptConnections();
    const asked = signal ?? new AbortController().signal;
    const order = { url, verifySsl: true, signal: asked, shownAs: String(url), connections };
    try {
      return await work(new OciStorage(this.http, order, scope));
    } catch (error) {
      signal?.throwIfAborted();
      throw explainStoreFailure(subject, url, error);
    } finally {
      connections.close();
    }
  }
}
