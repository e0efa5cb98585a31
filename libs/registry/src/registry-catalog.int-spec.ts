import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { HttpClient } from '@packyard/network';
import { temporaryFolder } from '@packyard/testing';
import { IndexReader } from './index-reader';
import { RegistryCatalog } from './registry-catalog';
import type { RegistryEndpoint } from './registry-list';
import type { IndexTrust } from './trust/index-trust';

const DOCUMENTED = 'https://registry.attune.io/index.json';
const lookUp = { verifySsl: true, signal: new AbortController().signal };

describe('RegistryCatalog', () => {
  const folder = temporaryFolder();
  const asked: { url: string; headers: unknown }[] = [];

  beforeEach(() => void asked.splice(0));

  it('asks the added registries in their request, then the configured ones, each once', async () => {
    const [first, second, third] = [index('first'), index('second'), index('third', 'slack')];
    const catalog = catalogOf({ added: [first, second], configured: [second, third, first] });
    expect(await versions(catalog)).toEqual(['third']);
    await expect(catalog.require('slick', lookUp)).rejects.toMatchObject({
      message: `No registry knows a pack 'slick' (asked: ${first}, ${second}, ${third}).`,
    });
    const other = catalogOf({ added: [third, index('second', 'slack')], configured: [] });
    expect(await versions(other)).toEqual(['third']);
  });

  it("takes Attune's documented default for the registries that there are, and literally when there are none", async () => {
    const own = index('own', 'slack');
    expect(await versions(catalogOf({ added: [own] }), DOCUMENTED)).toEqual(['own']);
    expect(await versions(catalogOf({ configured: [own] }), DOCUMENTED)).toEqual(['own']);
    expect(asked).toEqual([]);
    expect(await versions(catalogOf({}), DOCUMENTED)).toEqual(['remote']);
    expect(asked).toEqual([{ url: DOCUMENTED, headers: {} }]);
  });

  it('asks the named index alone, with the headers that belong to it and no others', async () => {
    const url = 'https://packs.example/index.json';
    const headers = { authorization: 'Bearer x' };
    const catalog = catalogOf({ added: [index('own', 'slack'), { url, headers }] });
    expect(await versions(catalog, url)).toEqual(['remote']);
    expect(await versions(catalog, 'https://packs.example/other.json')).toEqual(['remote']);
    expect(asked).toEqual([
      { url, headers },
      { url: 'https://packs.example/other.json', headers: {} },
    ]);
  });

  it('reads for many packs once which registries there are, and each index that is needed', async () => {
    const own = index('own', 'mail');
    const url = 'https://packs.example/index.json';
    const read: string[] = [];
    const list = jest.fn(() => Promise.resolve([own, url].map((each) => ({ url: each, headers: {} }))));
    const versionsOf = catalogOf({ list, read }).versionsFor(lookUp);
    expect(list).not.toHaveBeenCalled();
    const found: unknown[] = [];
    for (const ref of ['mail', 'slack', 'unknown', 'slack', 'mail'])
      found.push((await versionsOf(ref)).map(({ label }) => label));
    expect(found).toEqual([['own'], ['remote'], [], ['remote'], ['own']]);
    expect(list).toHaveBeenCalledTimes(1);
    expect(read).toEqual([own, url]);
  });

  it('asks for many packs an index that can not be read once, and says so of each pack that it may know', async () => {
    const [own, gone] = [index('own', 'mail'), join(folder, 'gone.json')];
    const read: string[] = [];
    const versionsOf = catalogOf({ added: [own, gone], read }).versionsFor(lookUp);
    for (const ref of ['slack', 'other'])
      await expect(versionsOf(ref)).rejects.toMatchObject({ code: 'REGISTRY_UNAVAILABLE' });
    expect(await versionsOf('mail')).toHaveLength(1);
    expect(read).toEqual([own, gone]);
  });

  it('says what to do when there is no registry at all', async () => {
    await expect(catalogOf({}).require('slack', lookUp)).rejects.toMatchObject({
      code: 'PACK_NOT_IN_REGISTRY',
      message: "'slack' can't be looked up, because no registry is configured.",
    });
  });

  it('says why it offers nothing of a pack that an index names', async () => {
    const file = join(folder, 'unusable.json');
    const install_sources = [{ type: 'archive', url: 'x.tgz' }];
    writeFileSync(
      file,
      JSON.stringify({
        packs: [
          { ref: 'slack', version: 'next', install_sources },
          { ref: 'slack-2', version: 'x' },
        ],
      }),
    );
    await expect(catalogOf({ added: [index('other', 'mail'), file] }).require('slack', lookUp)).rejects.toMatchObject({
      code: 'PACK_NOT_IN_REGISTRY',
      message:
        "A registry names the pack 'slack', but has nothing of it that can be installed: " +
        'slack next is left out: that is no version such as 1.2.0.',
    });
  });

  it('asks once more for what has been published since an index was read, before it says that there is none', async () => {
    let now = 0;
    const clock = jest.spyOn(performance, 'now').mockImplementation(() => now);
    try {
      const catalog = catalogOf({ added: [index('published', 'slack')] });
      await versions(catalog);
      index('published', 'slack', 'mail');
      await expect(catalog.require('mail', lookUp)).rejects.toMatchObject({ code: 'PACK_NOT_IN_REGISTRY' });
      now += 2000;
      expect(await catalog.require('mail', lookUp)).toMatchObject({ entries: [{ ref: 'mail' }] });
      index('published');
      now += 2000;
      expect(await catalog.require('mail', lookUp)).toMatchObject({ entries: [{ ref: 'mail' }] });
      const willDo = jest.fn(() => false);
      await expect(catalog.require('mail', lookUp, willDo)).rejects.toMatchObject({ code: 'PACK_NOT_IN_REGISTRY' });
      expect(willDo).toHaveBeenCalledTimes(1);
    } finally {
      clock.mockRestore();
    }
  });

  /** An index on disk whose versions have its name as label. */
  function index(name: string, ...refs: string[]): string {
    const file = join(folder, `${name}.json`);
    writeFileSync(file, textOf(name, refs));
    return file;
  }

  function catalogOf({
    added = [],
    configured = [],
    list = () => Promise.resolve(added.map((each) => (typeof each === 'string' ? { url: each, headers: {} } : each))),
    read = [],
  }: {
    added?: (string | RegistryEndpoint)[];
    configured?: string[];
    list?: () => Promise<RegistryEndpoint[]>;
    /** Gets the places of the indexes that were asked for. */
    read?: string[];
  }) {
    const config = {
      PACKYARD_REGISTRIES: configured,
      PACKYARD_REGISTRY_TTL_SECONDS: 60,
      PACKYARD_MAX_INDEX_BYTES: 1e6,
      PACKYARD_INDEX_SECONDS: 20,
    };
    const http = {
      download: (request: { url: { bare: string }; headers: unknown }, file: string) => {
        asked.push({ url: request.url.bare, headers: request.headers });
        writeFileSync(file, textOf('remote', ['slack']));
        return Promise.resolve({ checksum: `sha256:${request.url.bare}` });
      },
    } as unknown as HttpClient;
    const reader = new IndexReader(config, http, { resolve: (path) => Promise.resolve(path) });
    const trusting: Pick<IndexTrust, 'read'> = {
      read: async (endpoint, options) => {
        read.push(endpoint.url);
        return { index: await reader.read(endpoint, options), signature: undefined };
      },
    };
    return new RegistryCatalog(config, { list }, trusting);
  }

  async function versions(catalog: RegistryCatalog, registryUrl?: string) {
    return (await catalog.versionsFor({ ...lookUp, registryUrl })('slack')).map(({ label }) => label);
  }
});

function textOf(label: string, refs: readonly string[]): string {
  const sources = [{ type: 'archive', url: 'https://packs.example/x.tgz' }];
  return JSON.stringify({ packs: refs.map((ref) => ({ ref, label, version: '1.0.0', install_sources: sources })) });
}
