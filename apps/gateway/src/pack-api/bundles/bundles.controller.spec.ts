import { EventEmitter } from 'node:events';
import { RejectedError } from '@packyard/contracts';
import type { BundleInstaller, InstalledVersions } from '@packyard/versions';
import type { FastifyReply } from 'fastify';
import type { AuthorizedRequest } from '../../access/access.guard';
import { BundlesController } from './bundles.controller';
import type { ConfigReader } from './config-reader';

it('reads so many bundles of a principal at a time, also when they are refused', async () => {
  const refused = new RejectedError('MANIFEST_INVALID', 'It is wrong.', { hint: 'Mend it.' });
  let end: () => void = () => undefined;
  const read = new Promise<never>((_resolve, reject) => (end = () => reject(refused)));
  const configs = { read: () => read } as unknown as ConfigReader;
  const controller = new BundlesController({} as BundleInstaller, configs, {} as InstalledVersions);
  const raw = () => Object.assign(new EventEmitter(), { socket: { destroyed: false } });
  const install = (id: number) =>
    controller.install(
      { config: 'name: date' },
      { caller: { actor: { kind: 'token', id, name: 'ci' } } } as AuthorizedRequest,
      { raw: raw() } as unknown as FastifyReply,
    );
  const installing = Array.from({ length: 20 }, () => install(1));
  await expect(install(1)).rejects.toMatchObject({ code: 'RATE_LIMITED' });
  installing.push(install(2));
  end();
  for (const one of await Promise.allSettled(installing)) expect(one).toMatchObject({ reason: refused });
  await expect(install(1)).rejects.toBe(refused);
});
