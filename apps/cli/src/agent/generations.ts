import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, stat, symlink, utimes, writeFile } from 'node:fs/promises';
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
  constructor(private readonly home: AgentHome) {}

  /** Nothing before the first one was shown. */
  async shown(): Promise<WantedView | undefined> {
    const link = await readLinkIfAny(this.home.layout.enabledPacks);
    return link === undefined ? undefined : this.read(basename(dirname(link)));
  }

  /** By one rename: whoever looks sees the former generation or this one. All that it consists of has to be there. */
  async show(wanted: WantedView): Promise<void> {
    const former = await readLinkIfAny(this.home.layout.enabledPacks);
    const folder = this.folderOf(wanted.state);
    if ((await lstatIfAny(folder)) === undefined) await this.make(wanted, folder);
    await replaceLink(this.home.layout.enabledPacks, join(folder, LINKS), this.home.layout.trash);
    // How long it has been kept counts from here.
    const now = new Date();
    if (former !== undefined) await utimes(this.folderOf(basename(dirname(former))), now, now).catch(unlessMissing);
  }

  /** All that are kept, the one that was shown last first. */
  async kept(): Promise<WantedView[]> {
    const states = await this.states();
    const read = await Promise.all(states.map(({ state }) => this.read(state)));
    return read.filter((one) => one !== undefined);
  }

  /** Forgets those beyond the newest `keep` that were replaced `keepMs` ago or before, and what was not finished. */
  async forget({ keep, keepMs }: { keep: number; keepMs: number }): Promise<void> {
    const shown = (await this.shown())?.state;
    const before = Date.now() - keepMs;
    const old = (await this.states()).filter(({ state }) => state !== shown).slice(Math.max(keep - 1, 0));
    for (const { state, replacedMs } of old) if (replacedMs <= before) await this.remove(state);
    for (const name of await readdir(this.home.generations))
      if (name.startsWith(UNFINISHED)) await removeTree(join(this.home.generations, name));
  }

  private async make({ packs, ...wanted }: WantedView, folder: string): Promise<void> {
    const unfinished = this.folderOf(`${UNFINISHED}${randomUUID()}`);
    const links = join(unfinished, LINKS);
    await mkdir(links, { recursive: true });
    await mapConcurrently(packs, LINKS_AT_ONCE, ({ ref, storage_path: path }) =>
      symlink(relative(links, this.home.packs.absolutePath(path)), join(links, ref)),
    );
    await writeFile(join(unfinished, WANTED), JSON.stringify({ ...wanted, packs }));
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

  private async read(state: string): Promise<WantedView | undefined> {
    const text = await readFile(join(this.folderOf(state), WANTED), 'utf8').catch(unlessMissing);
    return text === undefined ? undefined : WantedView.parse(JSON.parse(text));
  }

  private folderOf(state: string): string {
    return join(this.home.generations, state);
  }
}

function unlessMissing(error: unknown): undefined {
  if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
}
