import { realpathSync } from 'node:fs';
import { aPack } from '@packyard/testing';
import { ActionHarness } from './support/action-harness';
import type { Service } from './support/service';
import { TestFixture } from './support/test-fixture';

describe('the four actions with a process for the gateway and for each worker', () => {
  const fixture = new TestFixture();
  let service: Service;
  const actions = new ActionHarness(() => service);

  beforeAll(async () => {
    service = await fixture.start({ layout: 'processes' });
    fixture.addToIndex();
  });

  it('hand a pack on from one to the next by its path', async () => {
    const source = aPack('handed').requiring('core').withPython('sunrise==1.0.0').asTarball(fixture.path('handed.tgz'));
    const { downloaded_packs } = await actions.download({ packs: [source], destination_dir: fixture.path('packs') });
    const pack_paths = downloaded_packs.map((pack) => pack.pack_path);
    const analyzed = await actions.run('core.get_pack_dependencies', { pack_paths });
    expect(analyzed.result).toMatchObject({ missing_dependencies: [], analyzed_packs: [{ pack_ref: 'handed' }] });
    const { built_environments } = await actions.build({ pack_paths });
    expect(built_environments).toMatchObject([{ environments: { python: { package_count: 1 } } }]);
    const { registered_packs } = await actions.register({ pack_paths, packs_base_dir: fixture.path('base') });
    expect(registered_packs).toMatchObject([{ pack_ref: 'handed', storage_path: fixture.path('base/handed') }]);
    expect(realpathSync(fixture.path('base/handed/virtualenv'))).toBe(
      realpathSync(`${pack_paths[0] ?? ''}/virtualenv`),
    );
    const workers = await fixture.database.query<{ count: number }>('SELECT count(DISTINCT worker)::integer FROM task');
    expect(workers).toEqual([{ count: 4 }]);
  });
});
