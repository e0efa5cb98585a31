import { randomUUID } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, stat, symlink, utimes } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import { WantedView } from '@packyard/contracts';
import { mapConcurrently } from '@packyard/pack';
import { lstatIfAny, readLinkIfAny, removeTree, replaceLink } from '@packyard/store';
import type { AgentHome } from './agent-home';

const LINKS_AT_ONCE = 32;
const LINKS = 'packs';
const WANTED = 'wanted.json';
const UNFINISHED = '.new-';

/** The generations that are kept, whole each of them, and which one is shown. */
export class Generations {
  constructor(
    private readonly home: AgentHome,
    private readonly say: (line: string) => void,
  ) {}

  /** Nothing before the first one was shown, and when it can't be read what it is. */
  async shown(): Promise<WantedView | undefined> {
    const state = await this.shownState();
    return state === undefined ? undefined : this.read(state);
  }

  /** By one rename: whoever looks sees the former generation or this one. All that it consists of has to be there. */
  async show(wanted: WantedView): Promise<void> {
    const former = await this.shownState();
    const folder = this.folderOf(wanted.state);
    if ((await lstatIfAny(folder)) === undefined) await this.make(wanted, folder);
    else if ((await this.read(wanted.state)) === undefined) await writeWanted(folder, wanted);
    await replaceLink(this.home.layout.enabledPacksFolder, join(folder, LINKS), this.home.layout.unfinishedLinks);
    // How long it has been kept counts from here.
    const now = new Date();
    if (former !== undefined) await utimes(this.folderOf(former), now, now).catch(unlessMissing);
  }

  /** All that are kept, the one that was shown last first. Nothing when one of them can't be read. */
  async kept(): Promise<WantedView[] | undefined> {
    const states = await this.states();
    const read = await Promise.all(states.map(({ state }) => this.read(state)));
    return read.every((one) => one !== undefined) ? read : undefined;
  }

  /** Forgets those beyond the newest `keep` that were replaced `keepMs` ago or before, and what was not finished. */
  async forget({ keep, keepMs }: { keep: number; keepMs: number }): Promise<void> {
    const shown = await this.shownState();
    const before = Date.now() - keepMs;
    const old = (await this.states()).filter(({ state }) => state !== shown).slice(Math.max(keep - 1, 0));
    for (const { state, replacedMs } of old) if (replacedMs <= before) await this.remove(state);
    for (const name of await readdir(this.home.generations))
      if (name.startsWith(UNFINISHED)) await removeTree(join(this.home.generations, name));
  }

  /** Of those that were replaced `keepMs` ago or before, the one that was replaced first. False: there is none. */
  async forgetOldest({ keepMs }: { keepMs: number }): Promise<boolean> {
    const shown = await this.shownState();
    const oldest = (await this.states()).filter(({ state }) => state !== shown).at(-1);
    if (oldest === undefined || oldest.replacedMs > Date.now() - keepMs) return false;
    await this.remove(oldest.state);
    return true;
  }

  private async make({ packs, ...wanted }: WantedView, folder: string): Promise<void> {
    const unfinished = this.folderOf(`${UNFINISHED}${randomUUID()}`);
    const links = join(unfinished, LINKS);
    await mkdir(links, { recursive: true });
    await mapConcurrently(packs, LINKS_AT_ONCE, ({ ref, storage_path: path }) =>
      symlink(relative(links, this.home.packs.absolutePath(path)), join(links, ref)),
    );
    await writeWanted(unfinished, { ...wanted, packs });
    await rename(unfinished, folder);
  }

  /** One step: a folder of a generation is whole, or gone. */
  private async remove(state: string): Promise<void> {
    const doomed = this.folderOf(`${UNFINISHED}${randomUUID()}`);
    await rename(this.folderOf(state), doomed);
    await removeTree(doomed);
  }

  private async states(): Promise<{ state: string; replacedMs: number }[]> {
    const names = (await readdir(this.home.generations)).filter((name) => !name.startsWith(UNFINISHED));
    const found = names.map(async (state) => ({ state, replacedMs: (await stat(this.folderOf(state))).mtimeMs }));
    return (await Promise.all(found)).sort((a, b) => b.replacedMs - a.replacedMs);
  }

  private async shownState(): Promise<string | undefined> {
    const link = await readLinkIfAny(this.home.layout.enabledPacksFolder);
    return link === undefined ? undefined : basename(dirname(link));
  }

  /** One whose file is lost or damaged is none: the service says anew what it consists of. */
  private async read(state: string): Promise<WantedView | undefined> {
    const file = join(this.folderOf(state), WANTED);
    const text = await readFile(file, 'utf8').catch(unlessMissing);
    try {
      return WantedView.parse(JSON.parse(text ?? ''));
    } catch {
      this.say(`${file} can't be read: what that generation consists of is asked of the service.`);
      return undefined;
    }
  }

  private folderOf(state: string): string {
    return join(this.home.generations, state);
  }
}

/** Whole, also after a power cut: what it lies in gets its name only then. */
async function writeWanted(folder: string, wanted: WantedView): Promise<void> {
  const unfinished = join(folder, `${UNFINISHED}${WANTED}`);
  const file = await open(unfinished, 'w');
  try {
    await file.writeFile(JSON.stringify(wanted));
    await file.datasync();
  } finally {
    await file.close();
  }
  await rename(unfinished, join(folder, WANTED));
}

function unlessMissing(error: unknown): undefined {
  if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
}
