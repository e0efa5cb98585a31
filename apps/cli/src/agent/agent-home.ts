import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { EnvironmentStore, HomeLayout, lstatIfAny, PackStore, removeTree } from '@packyard/store';
import { CliError, EXIT_CODES } from '../cli-error';
import { oneLine } from '../progress/text';

/**
 * Where an agent keeps what it shows. As in a service's home, but `packs` is a link to the links of one generation: to switch
 * all of them is one rename.
 */
export class AgentHome {
  readonly layout: HomeLayout;
  readonly packs: PackStore;
  readonly environments: EnvironmentStore;

  constructor(home: string) {
    this.layout = new HomeLayout(home);
    this.packs = new PackStore(this.layout);
    this.environments = new EnvironmentStore(this.layout);
  }

  /** A folder for each generation that is kept: `packs/` with its links, and what it consists of in `wanted.json`. */
  get generations(): string {
    return join(this.layout.home, 'generations');
  }

  /** What is being fetched. Whatever lies there at the start was left by an agent that died. */
  get incoming(): string {
    return this.layout.incoming;
  }

  /** What an earlier agent left half done is removed. @throws CliError when the folder is something else's */
  async open(): Promise<void> {
    const { enabledPacks, packStore, environmentStore, trash } = this.layout;
    const found = await lstatIfAny(enabledPacks);
    if (found?.isSymbolicLink() === false) throw notOurs(enabledPacks);
    await removeTree(this.incoming);
    await removeTree(trash);
    for (const folder of [packStore, environmentStore, this.generations, this.incoming, trash])
      await mkdir(folder, { recursive: true });
  }
}

function notOurs(path: string): CliError {
  return new CliError(
    `${oneLine(path)} is no link of an agent: this may be the home of a service.`,
    'Give the agent a home of its own with --home.',
    EXIT_CODES.usage,
  );
}
