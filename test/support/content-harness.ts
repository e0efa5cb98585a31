import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';

import { chmodSync, globSync, mkdirSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { NetworkConfig } from '@packyard/config';
import { openContentStore } from '@packyard/content';

/** A content store on the registry at `host`, as a process has it whose home is in the folder. */
export function contentStoreAt(
  host: string,
  folder: string,
  { url = `oci+http://${host}/packyard/content`, ...settings }: Partial<NetworkConfig> & { url?: string } = {},
) {
  return openContentStore({ ...settings, PACKYARD_CONTENT_STORE: url }, join(folder, 'scratch'));
}

/** All sorts of what trees hold: small and large files, those that are the same, empty folders, modes, links. */
export function variedTree(root: string): string {
  const write = (path: string, content: string | Buffer, mode = 0o644) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content, { mode });
  };
  write('pack.yaml', 'ref: varied\nversion: 1.0.0\n');
  for (let number = 0; number < 300; number += 1) {
    write(`actions/${number % 7}/action-${number}.py`, `${number}\n${randomBytes(4000).toString('hex')}`);
  }
  write('bin/run', '#!/bin/sh\n', 0o755);
  write('secret', 'x', 0o600);
  write('data/twin-1', 'the same');
  write('data/twin-2', 'the same');
  write('data/medium', randomBytes(900_000));
  const large = randomBytes(5_000_000);
  write('data/large-1', large);
  write('data/large-2', large, 0o755);
  write('data/nothing', '');
  write('names/ä ö\\ü', 'named so');
  mkdirSync(join(root, 'empty/inner'), { recursive: true });
  symlinkSync('../data/twin-1', join(root, 'bin/link'));
  symlinkSync('data', join(root, 'folder-link'));
  utimesSync(join(root, 'pack.yaml'), 1_700_000_000, 1_700_000_000);
  chmodSync(join(root, 'empty'), 0o555);
  return root;
}

export function copyOf(root: string, copy: string): string {
  execFileSync('cp', ['-a', root, copy]);
  return copy;
}

/** Digests of the blobs that lie in the registry of a folder. */
export function blobsIn(registryFolder: string): Set<string> {
  const found = globSync(join(registryFolder, 'data/docker/registry/v2/blobs/sha256/*/*/data'));
  return new Set(found.map((path) => dirname(path)));
}
