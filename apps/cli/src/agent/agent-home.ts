import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { EnvironmentStore, HomeLayout, lstatIfAny, openFolders, PackStore, removeTree } from '@packyard/store';
import { CliError, EXIT_CODES } from '../cli-error';
import { oneLine } from '../progress/text';
import { FolderLock } from './folder-lock';

const MARKER = '.packyard-agent';
const LOCK = '.packyard-agent-lock';
const MARKED = 'An agent of Packyard keeps this folder, and removes from it what is needed no more.\n';

/**
 * Where an agent keeps what it shows. As in a service's home, but `packs` is a link to the links of one generation: to switch
 * all of them is one rename.
 */
export class AgentHome {
  readonly layout: HomeLayout;
  readonly packs: PackStore;
  readonly environments: EnvironmentStore;
  private lock: FolderLock | undefined;

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

  /**
   * What an earlier agent left half done is removed. Answers what others on this machine can read although it is not shared.
   * @throws CliError when the folder is something else's, or another agent that runs keeps it
   */
  async open(isShared: boolean): Promise<string[]> {
    const { home, enabledPacksFolder, packStore, environmentStore, trash } = this.layout;
    const inner = [dirname(packStore), packStore, environmentStore, this.generations, this.incoming, trash];
    await this.assertOurs([enabledPacksFolder, ...inner]);
    openFolders([home], isShared);
    this.lock = FolderLock.take(join(home, LOCK));
    if (this.lock === undefined) throw homeTaken(home);
    await writeFile(join(home, MARKER), MARKED);
    await removeTree(this.incoming);
    await removeTree(trash);
    return openFolders([home, ...inner], isShared);
  }

  /** Another agent may open it then. */
  close(): void {
    this.lock?.release();
    this.lock = undefined;
  }

  /** An agent has made it, or there is nothing yet at the places that an agent would make its own. */
  private async assertOurs(places: readonly string[]): Promise<void> {
    const isMarked = (await lstatIfAny(join(this.layout.home, MARKER))) !== undefined;
    for (const place of places) {
      const found = await lstatIfAny(place);
      const isOurs = place !== this.layout.enabledPacksFolder || found?.isSymbolicLink() !== false;
      if (found !== undefined && !(isMarked && isOurs)) throw notOurs(place);
    }
  }
}

function notOurs(path: string): CliError {
  return new CliError(
    `${oneLine(path)} was not made by an agent: this may be the home of a service.`,
    'Give the agent a folder of its own with --folder.',
    EXIT_CODES.usage,
  );
}

function homeTaken(home: string): CliError {
  return new CliError(
    `Another agent runs that keeps ${oneLine(home)}.`,
    'Give each agent a folder of its own with --folder, or end the other one first.',
    EXIT_CODES.usage,
  );
}
