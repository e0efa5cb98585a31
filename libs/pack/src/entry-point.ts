import { join, posix } from 'node:path';
import { stat } from './disk-access';
import type { Component } from './component';
import type { PackFormatName } from './manifest';
import { textOf } from './formats/manifest-fields';

/** Programs that start a file of the pack; of others only they know what an entry point is. */
const STARTS_FILES: Readonly<Partial<Record<PackFormatName, RegExp>>> = {
  stackstorm:
    /^(python-script|run-python|.*-script(-sudo)?|run-(local|remote)-script|orquesta|action-chain|mistral-v2)$/,
  attune: /^(shell|bash|python3?|node(js)?)$/,
};

export interface EntryPoint {
  /** Why the component can't be registered. */
  problem?: string;
  warning?: string;
}

/**
 * Looks whether the file is there that an action, workflow or sensor starts: `entry_point`, below the folder of its definition.
 * What leads out of the pack is refused whoever starts it.
 */
export async function checkEntryPoint(root: string, format: PackFormatName, component: Component): Promise<EntryPoint> {
  const { kind, file, definition } = component;
  if (!['action', 'workflow', 'sensor'].includes(kind)) return {};
  const runner = textOf(definition, 'runner_type') ?? '';
  const startsFile = (kind === 'sensor' && format === 'stackstorm') || STARTS_FILES[format]?.test(runner) === true;
  const written = textOf(definition, 'entry_point') ?? '';
  if (written === '') {
    const isLost = startsFile && definition['workflow_file'] === undefined;
    return isLost ? { warning: `it has no entry_point, without which ${runner} can't start it` } : {};
  }
  if (posix.isAbsolute(written) || /^[a-z]:[\\/]|^~/i.test(written)) {
    return { problem: `entry_point has to be relative to its folder, but is '${shown(written)}'` };
  }
  const path = posix.normalize(posix.join(posix.dirname(file), written.replaceAll('\\', '/')));
  if (path === '..' || path.startsWith('../'))
    return { problem: `entry_point '${shown(written)}' leads out of the pack` };
  if (!startsFile) return {};
  const what = await whyNoFile(join(root, path));
  return what === undefined ? {} : { problem: `entry_point '${shown(written)}' names ${shown(path)}, ${what}` };
}

async function whyNoFile(path: string): Promise<string | undefined> {
  try {
    return (await stat(path)).isFile() ? undefined : 'which is no file';
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (['ENOENT', 'ENOTDIR', 'ELOOP', 'ENAMETOOLONG'].includes(code)) return 'which is not there';
    if (code === 'EACCES') return 'which lies in a folder that may not be entered';
    throw error;
  }
}

function shown(text: string): string {
  return text.slice(0, 200);
}
