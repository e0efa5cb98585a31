import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Begun } from './content-range';
import { PartialFile } from './partial-file';
import type { Validators } from './http-validators';

const ValidatorsNote = z.object({
  etag: z.string().optional(),
  lastModified: z.string().optional(),
  strong: z.string().optional(),
});
const PartialNote = z.object({
  validators: ValidatorsNote,
  total: z.number().optional(),
  encoding: z.string().optional(),
  /** Nobody is at work on it any more. */
  isLeft: z.boolean().optional(),
});
const AnswerNote = z.object({ validators: ValidatorsNote, checksum: z.string(), bytes: z.number(), name: z.string() });

export interface StartedAnswer extends Begun {
  /** What the server says that it packed the answer by, on the way. */
  encoding: string | undefined;
}

/** A whole answer of an earlier request. */
export interface KnownAnswer {
  path: string;
  /** `sha256:…` */
  checksum: string;
  bytes: number;
  validators: Validators;
}

/** Where an answer is put together, and kept. */
export interface AnswerStorage {
  known(): Promise<KnownAnswer | undefined>;
  /** What there is already, in a file that is written by nobody else. */
  begin(): Promise<{ file: PartialFile; begun: StartedAnswer }>;
  /** Has to be called before the first byte is added. */
  note(file: PartialFile, begun: StartedAnswer): Promise<void>;
  /** Returns the path of the whole. `path` is what was put together. */
  keep(path: string, answer: Omit<KnownAnswer, 'path'>): Promise<string>;
  /** So that somebody else can go on with it. */
  leave(file: PartialFile, begun: StartedAnswer): Promise<void>;
  /** It is of no use to anybody. */
  drop(file: PartialFile): Promise<void>;
  forget(): Promise<void>;
}

const NOTHING: StartedAnswer = { bytes: 0, total: undefined, validators: {}, encoding: undefined };
const ABANDONED_MS = 60_000;
// Of so little, nobody goes on with the half of a worker that died: noting what it is costs as much as fetching it again.
const MAX_UNNOTED_BYTES = 64 * 1024;
const ANSWER = 'answer.json';

/**
 * What is kept of one URL. Workers share it without locks: a partial file is written by the one who made it and only read by
 * others, and a whole answer is replaced by a rename.
 */
export class CacheEntry implements AnswerStorage {
  constructor(private readonly folder: string) {}

  async known(): Promise<KnownAnswer | undefined> {
    const note = await readNote(join(this.folder, ANSWER), AnswerNote);
    if (note === undefined) return undefined;
    const { name, ...answer } = note;
    const path = join(this.folder, name);
    const found = await stat(path).catch(() => undefined);
    if (found?.size !== note.bytes) return undefined;
    // What is of use is not what goes when room is made.
    await utimes(join(this.folder, ANSWER), new Date(), new Date());
    return { ...answer, path, validators: present(note.validators) };
  }

  async begin(): Promise<{ file: PartialFile; begun: StartedAnswer }> {
    const former = await this.furthest();
    const file = await PartialFile.open(join(this.folder, `${randomUUID()}.partial`), former?.path);
    const begun = { ...(file.bytes === 0 || former === undefined ? NOTHING : former.begun), bytes: file.bytes };
    if (file.bytes > 0) await this.note(file, begun);
    if (former?.isAbandoned === true) await this.remove(former.path);
    return { file, begun };
  }

  async note(file: PartialFile, begun: StartedAnswer, isLeft = false): Promise<void> {
    const { validators, total, encoding } = begun;
    if (!isLeft && (total ?? Infinity) <= MAX_UNNOTED_BYTES) return;
    await writeNote(noteOf(file.path), { validators, total, encoding, isLeft });
  }

  async keep(path: string, answer: Omit<KnownAnswer, 'path'>): Promise<string> {
    const name = `${answer.checksum.replace('sha256:', '')}.body`;
    const body = join(this.folder, name);
    await rename(path, body);
    const former = await readNote(join(this.folder, ANSWER), AnswerNote);
    await writeNote(join(this.folder, ANSWER), { ...answer, name });
    if (former !== undefined && former.name !== name) await rm(join(this.folder, former.name), { force: true });
    return body;
  }

  async leave(file: PartialFile, begun: StartedAnswer): Promise<void> {
    await file.close();
    if (file.bytes === 0 || begun.validators.strong === undefined) await this.remove(file.path);
    else await this.note(file, begun, true);
  }

  async drop(file: PartialFile): Promise<void> {
    await file.close();
    await this.remove(file.path);
  }

  /** What others are at work on stays. */
  async forget(): Promise<void> {
    const note = await readNote(join(this.folder, ANSWER), AnswerNote);
    await rm(join(this.folder, ANSWER), { force: true });
    if (note !== undefined) await rm(join(this.folder, note.name), { force: true });
  }

  private async furthest() {
    const names = (await this.names()).filter((name) => name.endsWith('.partial'));
    const found = await Promise.all(names.map((name) => this.partial(join(this.folder, name))));
    return found
      .filter((partial) => partial?.begun.validators.strong !== undefined)
      .sort((a, b) => (b?.begun.bytes ?? 0) - (a?.begun.bytes ?? 0))[0];
  }

  /** Makes the folder when there is none. */
  private async names(): Promise<string[]> {
    try {
      return await readdir(this.folder);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      await mkdir(this.folder, { recursive: true });
      return [];
    }
  }

  /** It may be gone at any moment. */
  private async partial(path: string) {
    const note = await readNote(noteOf(path), PartialNote);
    const found = await stat(path).catch(() => undefined);
    if (note === undefined || found === undefined) return undefined;
    const { validators, total, encoding, isLeft } = note;
    const begun: StartedAnswer = { bytes: found.size, total, validators: present(validators), encoding };
    return { path, begun, isAbandoned: isLeft === true || Date.now() - found.mtimeMs > ABANDONED_MS };
  }

  private async remove(path: string): Promise<void> {
    await rm(path, { force: true });
    await rm(noteOf(path), { force: true });
  }
}

/** For what is not kept: the file that was asked for, and nothing else. */
export class PlainFileStorage implements AnswerStorage {
  constructor(private readonly path: string) {}

  known = () => Promise.resolve(undefined);
  begin = async () => ({ file: await PartialFile.open(this.path), begun: NOTHING });
  note = () => Promise.resolve();
  leave = (file: PartialFile) => file.close();
  drop = (file: PartialFile) => file.remove();
  forget = () => Promise.resolve();

  async keep(path: string): Promise<string> {
    if (path !== this.path) await rename(path, this.path);
    return this.path;
  }
}

function noteOf(partial: string): string {
  return partial.replace(/\.partial$/, '.json');
}

async function readNote<Schema extends z.ZodType>(path: string, schema: Schema): Promise<z.infer<Schema> | undefined> {
  try {
    return schema.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch {
    // Not there, or written by another version of ours: then there is nothing to go on with.
    return undefined;
  }
}

async function writeNote(path: string, note: object): Promise<void> {
  const unfinished = `${path}.${randomUUID()}`;
  await writeFile(unfinished, JSON.stringify(note), { mode: 0o600 });
  await rename(unfinished, path);
}

function present({ etag, lastModified, strong }: z.infer<typeof ValidatorsNote>): Validators {
  return {
    ...(etag === undefined ? {} : { etag }),
    ...(lastModified === undefined ? {} : { lastModified }),
    ...(strong === undefined ? {} : { strong }),
  };
}
