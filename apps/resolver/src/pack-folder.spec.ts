import type { ExecutionPackEntity } from '@packyard/schema';
import { folderInSource } from './pack-folder';

const inSource = (downloadResult: object | null) =>
  folderInSource({ source: { kind: 'local', path: '/srv/packs' }, downloadResult } as ExecutionPackEntity);

describe("a pack's folder in its source", () => {
  it.each([
    ['the whole source', { stagedPath: 'task-1/content' }, '/srv/packs'],
    ['one below it', { stagedPath: 'task-1/content/a/b', subPath: 'a/b' }, '/srv/packs/a/b'],
    ['one below it, downloadResult before an upgrade', { stagedPath: 'task-1/content/a/b' }, '/srv/packs/a/b'],
    ['not known yet', null, '/srv/packs'],
  ])('is %s', (_which, downloadResult, folder) => {
    expect(inSource(downloadResult)).toBe(folder);
  });
});
