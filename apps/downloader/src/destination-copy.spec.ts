import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { LocalPolicy } from '@packyard/store';
import { temporaryFolder } from '@packyard/testing';
import { DestinationCopy } from './destination-copy';

const root = realpathSync(temporaryFolder());

/** A pack in a staging folder, a destination, and what copies the one into the other. */
function newDestinationCopy() {
  const place = mkdtempSync(join(root, 'place-'));
  const [folder, destination] = [join(place, 'staged/neat'), join(place, 'destination')];
  mkdirSync(join(folder, 'actions'), { recursive: true });
  mkdirSync(destination);
  for (const name of ['pack.yaml', 'actions/a.yaml']) writeFileSync(join(folder, name), name);
  const policy = new LocalPolicy(
    { PACKYARD_LOCAL_ROOTS: [place] },
    { readable: [], closed: join(place, 'home'), installation: join(place, 'app'), userHome: join(place, 'user') },
  );
  const parameters = { packs: ['neat'], destination_dir: destination };
  const execution = { action: 'core.download_packs', parameters, createdAt: '2026-01-01T00:00:00Z' } as const;
  const request = { inspected: { root: folder, manifest: { ref: 'neat' } }, destinationFolder: destination };
  const claimed = { task: { executionId: 7, execution }, pack: { id: 1, position: 3 } };
  return {
    folder,
    destination,
    make: () => new DestinationCopy(policy).make(claimed as never, request as never),
    files: (path: string) => ['pack.yaml', 'actions/a.yaml'].map((name) => readFileSync(join(path, name), 'utf8')),
  };
}

describe('what was downloaded', () => {
  it('is moved to where it is wanted, under its position and its name, also a second time', async () => {
    const { folder, destination, make, files } = newDestinationCopy();
    const inode = statSync(join(folder, 'pack.yaml')).ino;
    const { path = '' } = await make();
    expect(path).toMatch(/\/pack-3-\d+$/);
    expect(statSync(join(path, 'pack.yaml')).ino).toBe(inode);
    expect(join(destination, readlinkSync(join(destination, 'neat')))).toBe(path);
    mkdirSync(join(folder, 'actions'), { recursive: true });
    for (const name of ['pack.yaml', 'actions/a.yaml']) writeFileSync(join(folder, name), 'later');
    expect(await make()).toEqual({ path, warnings: [] });
    expect(files(path)).toEqual(['later', 'later']);
  });

  it('is copied where what is made gets the group of the folder', async () => {
    const { folder, destination, make, files } = newDestinationCopy();
    chmodSync(destination, 0o2755);
    const inode = statSync(join(folder, 'pack.yaml')).ino;
    const { path = '' } = await make();
    expect(statSync(join(path, 'pack.yaml')).ino).not.toBe(inode);
    expect(statSync(path).gid).toBe(statSync(destination).gid);
    expect(files(path)).toEqual(files(folder));
  });

  it('is copied where its own folder may not be written to', async () => {
    const { folder, make, files } = newDestinationCopy();
    chmodSync(folder, 0o555);
    const { path = '' } = await make();
    expect(files(path)).toEqual(['pack.yaml', 'actions/a.yaml']);
  });
});
