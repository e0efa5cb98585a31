import { globSync, readdirSync, readFileSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import type { ExecutionView, ExportPacksOutput, PackLock } from '@packyard/contracts';
import { aPack, eventually, PackageIndex, TcpGate } from '@packyard/testing';
import { ActionHarness } from './support/action-harness';
import { DockerRegistry, dockerRegistryProblem } from './support/docker-registry';
import { SeparateHomes } from './support/separate-homes';
import type { Service } from './support/service';
import { TestFixture } from './support/test-fixture';

const problem = dockerRegistryProblem();
if (problem !== undefined) console.warn(`Files between homes are not tried: ${problem}`);

(problem === undefined ? describe : describe.skip)(
  'what comes with a request, between processes with a home each',
  () => {
    const fixture = new TestFixture();
    const actions = new ActionHarness(() => service);
    let registry: DockerRegistry;
    let store: TcpGate;
    let nodes: SeparateHomes;
    let service: Service;

    beforeAll(async () => {
      new PackageIndex(fixture.path('www')).addWheel('lanterns', '1.0.0');
      registry = await DockerRegistry.start(fixture.path('registry'));
      store = await TcpGate.start(`http://${registry.host}`);
      const settings = {
        PACKYARD_CONTENT_STORE: `oci+http://${new URL(store.url).host}/packyard/content`,
        // What is in use stays, or nothing here would work.
        PACKYARD_MAX_STORE_BYTES: '0',
        PACKYARD_MAINTENANCE_SECONDS: '1',
      };
      nodes = await SeparateHomes.start(fixture, settings, ['downloader', 'resolver']);
      service = nodes.gateway;
    });
    afterAll(async () => {
      await store.close();
      await registry.stop();
    });

    const archive = (ref: string, version = '1.0.0', make = (pack: ReturnType<typeof aPack>) => pack) =>
      make(aPack(ref).version(version)).asTarball(fixture.path('www', `${ref}-${version}.tgz`));
    const offered = (...given: Parameters<typeof archive>) => {
      archive(...given);
      return `${fixture.files.url}/${given[0]}-${given[1] ?? '1.0.0'}.tgz`;
    };
    const sent = (path: string, part: string, file: Buffer) => {
      const body = new FormData();
      body.set(part, new Blob([new Uint8Array(file)]), 'file');
      const headers = { authorization: `Bearer ${service.token}` };
      return fetch(`${service.url}${path}`, { method: 'POST', headers, body });
    };
    const uploaded = (ref: string) => sent('/api/v1/packs/upload', 'pack', readFileSync(archive(ref)));
    const installed = async (sources: string[], parameters: Record<string, unknown> = {}) => {
      const ended = await service.install(sources, parameters);
      expect([ended.status, ActionHarness.codes(ended)]).toEqual(['completed', sources.map(() => undefined)]);
    };
    const endOf = async (answer: Response): Promise<ExecutionView> => {
      const { data } = (await answer.json()) as { data: { id?: number; execution_id?: number } };
      return service.ended(data.id ?? data.execution_id ?? 0);
    };
    const uninstalled = async (ref: string) => {
      const body = { all: true, force: true };
      expect((await service.request(`/api/v1/packs/${ref}/uninstall`, { body })).status).toBe(200);
    };
    const lockNow = async () => ((await (await service.request('/api/v1/lock')).json()) as { data: PackLock }).data;
    const textsOf = (lock: PackLock) => Object.values(lock.environment_locks).join('\n');
    const left = () => nodes.members.flatMap(({ home }) => readdirSync(join(home, 'uploads')));

    it('an archive that is uploaded is installed, and stays in no home', async () => {
      expect((await uploaded('sent')).status).toBe(201);
      expect(await service.pack('sent')).toMatchObject({ version: '1.0.0' });
      await eventually(() => expect(left()).toEqual([]));
    });

    it('an upload is refused while the content store is away, and taken when it is back', async () => {
      store.refuse();
      const refused = await uploaded('refused');
      expect([refused.status, await refused.json()]).toEqual([503, expect.objectContaining({ code: 'STORE_FAILED' })]);
      store.open();
      expect((await uploaded('refused')).status).toBe(201);
      await eventually(() => expect(left()).toEqual([]));
    });

    it('an upload waits for a content store that is away when it is to be fetched', async () => {
      let answer: Promise<Response> | undefined;
      await nodes.without('downloader', async () => {
        answer = uploaded('waiting');
        await eventually(async () => {
          const asked = await fixture.database.query(`SELECT 1 FROM execution_pack WHERE source ->> 'upload' IS NOT NULL
          AND status = 'pending'`);
          expect(asked).toHaveLength(1);
        });
        store.refuse();
      });
      await eventually(() => expect(nodes.said('downloader')).toContain('STORE_FAILED'));
      store.open();
      expect((await answer)?.status).toBe(201);
      expect(await service.pack('waiting')).toMatchObject({ version: '1.0.0' });
    });

    it('a lock that is given is built from, by whoever builds, although newer packages are there', async () => {
      const source = offered('bright', '1.0.0', (pack) => pack.withPython('lanterns>=1'));
      await installed([source]);
      const lock = await lockNow();
      expect(textsOf(lock)).toContain('lanterns==1.0.0');
      new PackageIndex(fixture.path('www')).addWheel('lanterns', '1.2.0');
      await installed([source], { force_rebuild: true, force: true });
      expect(textsOf(await lockNow())).toContain('lanterns==1.2.0');
      const only = { ...lock, packs: lock.packs.filter(({ ref }) => ref === 'bright') };
      const ended = await endOf(await sent('/api/v1/lock/install', 'lock', Buffer.from(JSON.stringify(only))));
      expect([ended.status, ActionHarness.codes(ended)]).toEqual(['completed', [undefined]]);
      expect(textsOf(await lockNow())).toContain('lanterns==1.0.0');
    });

    it('an export is collected by one, sent by another, and taken in by both again, without the index', async () => {
      const { id, result } = await actions.run('core.export_packs', { packs: ['bright'] });
      expect((result as ExportPacksOutput).failed_packs).toEqual([]);
      const file = await service.request(`/api/v1/executions/${id}/export`);
      expect(file.status).toBe(200);
      const bytes = Buffer.from(await file.arrayBuffer());
      await uninstalled('bright');
      new PackageIndex(fixture.path('www')).addWheel('lanterns', '1.3.0');
      const ended = await endOf(await sent('/api/v1/packs/import', 'export', bytes));
      expect([ended.status, ActionHarness.codes(ended)]).toEqual(['completed', [undefined]]);
      expect(textsOf(await lockNow())).toContain('lanterns==1.0.0');
      await eventually(() => expect(left()).toEqual([]));
    });

    it('a version that is installed beside is enabled when it is needed, by whoever gets to it', async () => {
      await installed([offered('needed', '1.0.0')]);
      await installed([offered('needed', '2.0.0')]);
      await installed([offered('needing', '1.0.0', (pack) => pack.requiring('needed', '^1'))]);
      expect(await service.pack('needed')).toMatchObject({ version: '1.0.0' });
    });

    it('homes let go of what was not used for long, and fetch it when it is used again', async () => {
      const places = () =>
        nodes.members.flatMap(({ home }) =>
          globSync(join(home, 'store/{packs/*/*,environments/*/*/[0-9]*,vendored/*/*}')),
        );
      expect(places()).not.toEqual([]);
      // Always the same: another time is taken for a use, which keeps it.
      const longAgo = new Date(Date.now() - 2 * 60 * 60 * 1000);
      await eventually(() => {
        for (const place of places()) utimesSync(place, longAgo, longAgo);
        expect(places()).toEqual([]);
      });
      const tested = await actions.run('core.test_packs', { packs: ['bright'] });
      expect([tested.status, ActionHarness.codes(tested)]).toEqual(['completed', [undefined]]);
      const { id } = await actions.run('core.export_packs', { packs: ['bright'] });
      expect((await service.request(`/api/v1/executions/${id}/export`)).status).toBe(200);
    });
  },
);
