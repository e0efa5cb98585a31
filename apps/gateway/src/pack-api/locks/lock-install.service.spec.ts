import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ReplicatedLockfiles } from '@packyard/content';
import { sha256Of, machinePlatform } from '@packyard/store';
import { temporaryFolder } from '@packyard/testing';
import type { AuthorizedRequest } from '../../access/access.guard';
import type { SubmitService } from '../executions/submit.service';
import type { UploadService } from '../pack-actions/upload.service';
import { LockInstallService } from './lock-install.service';
import type { PackLockViews } from './pack-lock-views';

describe('installing a lock', () => {
  const folder = temporaryFolder();
  const texts = ['wanted', 'of nobody', 'of nobody else'];
  const lock = {
    format: 'packyard-lock-1',
    platform: machinePlatform(),
    packs: [
      {
        ref: 'slack',
        version: '1.0.0',
        digest: 'sha256:1',
        source: { kind: 'registry', ref: 'slack', range: '1.0.0' },
        environments: { python: { version: '3.11.7', lock: sha256Of('wanted') } },
      },
    ],
    environment_locks: Object.fromEntries(texts.map((text) => [sha256Of(text), text])),
  };

  async function install({ isRevoked = false, hasLeft = false }) {
    const file = join(folder, 'lock.json');
    writeFileSync(file, JSON.stringify(lock));
    const calls: string[] = [];
    const raw = { socket: { destroyed: false } };
    const service = new LockInstallService(
      { receiveFile: () => Promise.resolve({ file, fields: {} }) } as unknown as UploadService,
      { submit: () => Promise.resolve(calls.push('submitted')).then(() => ({ id: 1 })) } as unknown as SubmitService,
      { read: () => Promise.resolve({ packs: [] }) } as unknown as PackLockViews,
      {
        give: (text: string) => {
          calls.push(text);
          raw.socket.destroyed = hasLeft;
          return Promise.resolve();
        },
      } as unknown as ReplicatedLockfiles,
    );
    const authorizeAgain = () =>
      isRevoked
        ? Promise.reject(new Error('revoked'))
        : Promise.resolve({ actor: { name: 'ada' }, scope: 'install', limits: null });
    const request = { raw, authorizeAgain } as unknown as AuthorizedRequest;
    await service.run(request).catch((error: unknown) => calls.push((error as Error).message));
    return calls;
  }

  it('keeps the texts that its packs name, and no others', async () => {
    expect(await install({})).toEqual(['wanted', 'submitted']);
  });

  it('submits nothing for somebody who has left meanwhile', async () => {
    expect(await install({ hasLeft: true })).toEqual(['wanted', 'Whoever sent the lock has left.']);
  });

  it('submits nothing for a token that was revoked meanwhile', async () => {
    expect(await install({ isRevoked: true })).toEqual(['wanted', 'revoked']);
  });
});
