// The same environment, built: by the service with pip, and with uv where PACKYARD_UV names one, and as documentation has it. Each
// with the caches of its own empty, as those of a node that never built anything, and with what that has left in them.
import { cpSync, mkdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { timed } from '../build/measure.mjs';
import { Fleet } from './fleet.mjs';

const EMPTY = 'empty caches';
const BY_SERVICE = 'built by the service with ';

export class Builders {
  fleets = [];

  constructor(folder, { pack, settings }) {
    Object.assign(this, { folder, pack, index: settings.PIP_INDEX_URL });
    mkdirSync(folder);
  }

  static async start(outer, { pack, settings, uv }) {
    const builders = new Builders(join(outer, 'building'), { pack, settings });
    // Programs are asked for their versions once: that is no part of what is compared.
    for (const [tool, value] of [['pip', 'off'], ...(uv === undefined ? [] : [['uv', uv]])]) {
      const fleet = new Fleet(join(builders.folder, tool));
      // A service builds in the place of its own builds only.
      const ownPack = join(builders.folder, `pack-for-${tool}`);
      cpSync(pack, ownPack, { recursive: true, filter: (path) => !path.endsWith('virtualenv') });
      builders.fleets.push({ tool, fleet, ownPack });
      const roots = { PACKYARD_LOCAL_ROOTS: outer, PACKYARD_WRITE_ROOTS: outer };
      await fleet.start({ store: false, settings: { ...settings, ...roots, PACKYARD_UV: value } });
      await builders.byService({ fleet, ownPack });
    }
    return builders;
  }

  async stop() {
    for (const { fleet } of this.fleets) await fleet.stop();
  }

  /** `[what, { seconds, … }]` of each. */
  async round(number) {
    const measured = [];
    for (const service of this.fleets) {
      const home = service.fleet.service.folder;
      // Not removed, which would slow down what is made next.
      renameSync(join(home, 'cache'), join(home, `cache-${number}`));
      for (const caches of [EMPTY, 'warm caches'])
        measured.push([`${BY_SERVICE}${service.tool}, ${caches}`, await this.byService(service)]);
    }
    for (const caches of [EMPTY, 'a warm cache'])
      measured.push([`python3 -m venv and pip install, ${caches}`, await this.byHand(`${number}`, caches)]);
    return measured;
  }

  async byService({ fleet, ownPack }) {
    const { result } = await fleet.execute('core.build_pack_envs', { pack_paths: [ownPack], force_rebuild: true });
    const [built] = result.built_environments;
    // What contained programs take of processors, `bwrap` tells nobody.
    return { seconds: built.duration_ms / 1000 };
  }

  byHand(number, caches) {
    const target = join(this.folder, `by-hand-${number}-${caches === EMPTY ? 'empty' : 'warm'}`);
    return timed(`
      export PIP_CACHE_DIR=${this.folder}/pip-cache-${number} PIP_INDEX_URL=${this.index}
      python3 -m venv ${target}
      ${target}/bin/pip install -q --disable-pip-version-check -r ${this.pack}/requirements.txt`);
  }
}

/** A node that has to build has never built it before. */
export function isWhatNodesDo(what) {
  return what.startsWith(BY_SERVICE) && what.endsWith(EMPTY);
}
