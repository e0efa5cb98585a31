import { compareVersions } from '@packyard/pack';
import { z } from 'zod';
import type { BuildContext } from '../build-in-scratch';
import { InstallFailed } from './install-failed';
import { downloadSettings } from './uv-settings';
import type { PythonList } from './operator-python-list';
import type { Uv } from './uv.builder';

/** More than uv knows of, and few enough to compare. */
const MAX_RELEASES = 20_000;
const RELEASE = /^\d{1,9}\.\d{1,9}\.\d{1,9}$/;
const KEY = /^cpython-[\w.+-]{1,200}$/;

const Offered = z.object({
  key: z.string(),
  version: z.string(),
  url: z.string().nullish(),
  implementation: z.string(),
  variant: z.string().optional(),
});
const Offers = z.array(Offered).max(MAX_RELEASES);

/** A release of Python that uv can fetch for this machine. */
export interface PythonRelease {
  version: string;
  /** What uv calls it. */
  key: string;
  /** Of its archive. */
  url: string;
}

interface Asked {
  uv: Uv;
  /** Of uv. */
  cache: string;
  list: PythonList;
}

/**
 * What uv can fetch for this platform, by its own list or that of the operator: finished releases of CPython, the oldest first.
 * @throws InstallFailed
 */
export async function pythonReleases({ uv, cache, list: { file } }: Asked, { run, environment }: BuildContext) {
  const args = ['python', 'list', '--only-downloads', '--all-versions', '--output-format', 'json'];
  const settings = downloadSettings(environment, cache, file);
  const options = { isQuiet: true, environment: settings, reads: file === undefined ? [] : [file] };
  const result = await run(uv.program, args, { phase: 'build', ...options });
  if (result.exitCode !== 0) throw new InstallFailed('uv', result);
  return readOffers(result.stdout).sort((one, other) => compareVersions(one.version, other.version));
}

function readOffers(text: string): PythonRelease[] {
  const found = Offers.safeParse(readJson(text));
  if (!found.success) return [];
  return found.data.flatMap(({ key, version, url, implementation, variant = 'default' }) => {
    const isUsual = implementation === 'cpython' && variant === 'default' && RELEASE.test(version) && KEY.test(key);
    return isUsual && url != null ? [{ version, key, url }] : [];
  });
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
