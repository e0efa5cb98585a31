import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Digest } from '@packyard/contracts';
import { temporaryFolder } from '@packyard/testing';
import { contentStoreAt } from './support/content-harness';
import { digestOf } from './support/oci-artifact';
import { OciStandIn } from './support/oci-stand-in';

describe('a content store behind a login that gives out tokens', () => {
  const folder = temporaryFolder();
  const absent = Digest.parse(digestOf(Buffer.from('absent')));
  let registry: OciStandIn;

  beforeEach(async () => {
    registry = await new OciStandIn().start();
  });
  afterEach(() => registry.close());

  const store = () => contentStoreAt(registry.host, join(folder, 'home'));
  const scopeOf = (actions: string) => `repository:packyard/content:${actions}`;

  it('is asked for no more than to be read by who only reads', async () => {
    expect(await store().has(absent)).toBe(false);
    expect(registry.scope).toBe(scopeOf('pull'));
    registry.scope = undefined;
    await expect(store().fetch(absent, join(folder, 'copy'))).rejects.toMatchObject({ code: 'STORE_FAILED' });
    expect(registry.scope).toBe(scopeOf('pull'));
  });

  it('is asked for what writing needs by who writes', async () => {
    const tree = join(folder, 'tree');
    mkdirSync(tree);
    writeFileSync(join(tree, 'pack.yaml'), 'ref: one\n');
    await expect(store().put('pack', tree)).rejects.toMatchObject({ code: 'STORE_FAILED' });
    expect(registry.scope).toBe(scopeOf('pull,push,delete'));
  });
});
