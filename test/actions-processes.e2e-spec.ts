import { realpathSync } from 'node:fs';
import { aPack } from '@packyard/testing';
import { ActionBench } from './support/action-bench';
import type { Service } from './support/service';
import { Surroundings } from './support/surroundings';

describe('the four actions with a process for the gateway and for each worker', () => {
  const around = new Surroundings();
  let service: Service;
  const actions = new ActionBench(() => service);

  beforeAll(async () => {
    service = await around.start({ layout: 'processes' });
    around.addToIndex();
  });

  it('hand a pack on from one to the next by its path', async () => {
    const source = aPack('handed').requiring('core').withPython('sunrise==1.0.0').asTarball(around.path('handed.tgz'));
    const { downloaded_packs } = await actions.download({ packs: [source], destination_dir: around.path('packs') });
    const pack_paths = downloaded_packs.map((pack) => pack.pack_path);
    const analyzed = await actions.run('core.get_pack_dependencies', { pack_paths });
    expect(analyzed.result).toMatchObject({ missing_dependencies: [], analyzed_packs: [{ pack_ref: 'handed' }] });
    const { built_environments } = await actions.build({ pack_paths });
    expect(built_environments).toMatchObject([{ environments: { python: { package_count: 1 } } }]);
    const { registered_packs } = await actions.register({ pack_paths, packs_base_dir: around.path('base') });
    expect(registered_packs).toMatchObject([{ pack_ref: 'handed', storage_path: around.path('base/handed') }]);
    expect(realpathSync(around.path('base/handed/virtualenv'))).toBe(realpathSync(`${pack_paths[0] ?? ''}/virtualenv`));
    const workers = await around.database.query<{ count: number }>('SELECT count(DISTINCT worker)::integer FROM task');
    expect(workers).toEqual([{ count: 4 }]);
  });
});
