import type { RuntimeName, VendoredPackages } from '@packyard/contracts';
import type { FoundVendored, VendoredStore } from '@packyard/store';
import type { NamedFolders } from './named-folders';

/** Vendored packages, whichever process has collected them or taken them in. */
export class ReplicatedVendored {
  constructor(
    private readonly home: VendoredStore,
    private readonly named: NamedFolders,
  ) {}

  /** Keeps copies of the files. */
  async put(packages: VendoredPackages, from: { lockFile: string; pathOf: FoundVendored['pathOf'] }): Promise<string> {
    const id = await this.home.put(packages, from);
    await this.named.put('vendored', `${packages.runtime}/${id}`, this.home.folderOf(packages.runtime, id));
    return id;
  }

  /** Nothing when they are not there any more. */
  async find(runtime: RuntimeName, id: string): Promise<FoundVendored | undefined> {
    if (this.named.homesAreSeparate) await this.home.touch(this.home.folderOf(runtime, id));
    const here = await this.home.find(runtime, id);
    if (here !== undefined) return here;
    const content = await this.named.find('vendored', `${runtime}/${id}`);
    if (content === undefined) return undefined;
    await this.named.fetch(content, this.home.folderOf(runtime, id));
    return this.home.find(runtime, id);
  }

  /** By id alone. */
  async findAny(id: string): Promise<FoundVendored | undefined> {
    return (await this.find('python', id)) ?? (await this.find('nodejs', id));
  }
}
