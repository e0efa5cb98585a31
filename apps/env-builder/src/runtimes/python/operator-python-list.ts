import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { RejectedError } from '@packyard/contracts';
import { z } from 'zod';
import type { BuildContext } from '../build-in-scratch';

/** Several times what uv's own list has. */
const MAX_BYTES = 32 * 2 ** 20;
const SETTING = 'UV_PYTHON_DOWNLOADS_JSON_URL';
const List = z.record(z.string(), z.unknown());
const Checkable = z.looseObject({ sha256: z.string().regex(/^[0-9a-f]{64}$/i) });

/** The operator's own list of what uv can fetch. */
export interface PythonList {
  /** Absolute; nothing where uv's own list counts. */
  file: string | undefined;
  /** Releases that it names without saying what they are checked by. */
  unchecked: number;
}

/**
 * Reads the list once, and gives uv what it names with a SHA-256: what has none uv would take as it comes.
 * @param folder can't be written to by foreign code
 * @throws PackyardError
 */
export async function readPythonList(folder: string, context: BuildContext): Promise<PythonList> {
  const place = context.environment[SETTING];
  if (place === undefined || place === '') return { file: undefined, unchecked: 0 };
  if (!/^https?:/i.test(place) || !URL.canParse(place)) throw noList('is no URL of http or https');
  const entries = Object.entries(read(await context.fetchText(new URL(place), MAX_BYTES)));
  const checked = entries.filter(([, entry]) => Checkable.safeParse(entry).success);
  const file = join(folder, `pythons-${randomUUID()}.json`);
  await writeFile(file, JSON.stringify(Object.fromEntries(checked)), { flag: 'wx' });
  return { file, unchecked: entries.length - checked.length };
}

function read(text: string): Record<string, unknown> {
  try {
    return List.parse(JSON.parse(text));
  } catch (cause) {
    throw noList('leads to no list of releases', cause);
  }
}

function noList(why: string, cause?: unknown): RejectedError {
  return new RejectedError('RUNTIME_NOT_FOUND', `${SETTING} of the worker ${why}.`, {
    hint: 'Let it name a list like the one of uv (download-metadata.json), or leave it out.',
    cause,
  });
}
