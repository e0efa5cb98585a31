import { join } from 'node:path';
import { PackyardError } from '@packyard/contracts';
import { compareVersions, satisfiesRange } from '@packyard/pack';
import { nearest } from '../failures/nearest-versions';
import { SingleFlightByName } from '../single-flight-by-name';
import { foreignFolder } from '../build-phase-access';
import type { BuildInput } from '../runtime';
import { downloadFailure, listFailure } from './download-failure';
import { fetchPython } from './fetch-python';
import { InstallFailed } from './install-failed';
import type { PythonCache } from './python-cache';
import { type Interpreter, pythonNotFound, findMachinePython } from './python-interpreter';
import { type PythonList, readPythonList } from './operator-python-list';
import { type PythonRelease, pythonReleases } from './python-releases';
import { byPreferredMinor } from './preferred-minors';
import type { UvTool } from './uv-tool';
import type { Uv } from './uv.builder';
import type { PythonRequest } from './python-request';

export interface FoundPython {
  interpreter: Interpreter;
  /** What is to build with it, where not everything can. */
  uv?: Uv;
}

interface Wanted extends PythonRequest {
  uv: Uv;
  /** What this worker has, in words. */
  found: string;
}

/** Finds a Python that fits: the machine's, one that was fetched before, or the usual one that uv can fetch. */
export class PythonProvider {
  private readonly fetches = new SingleFlightByName<Interpreter>();

  constructor(
    private readonly uv: UvTool,
    private readonly kept: PythonCache,
    /** Whether one may be fetched. */
    private readonly mayFetch: boolean,
  ) {}

  /**
   * @throws RejectedError RUNTIME_NOT_FOUND, naming what was found instead
   * @throws UnavailableError RUNTIME_NOT_FOUND when nobody answered who has one
   */
  async find({ range, input, context }: PythonRequest): Promise<FoundPython> {
    const { fitting, others: found } = await findMachinePython(range, context.run);
    if (fitting !== undefined) return { interpreter: fitting };
    if (!this.mayFetch) throw pythonNotFound(range, found, SWITCHED_OFF);
    const known = await this.kept.find(range);
    const isClosed = input.vendored !== undefined;
    if (known === undefined && isClosed) throw pythonNotFound(range, found, IMPORTED);
    // What was fetched builds with uv alone.
    const uv = await this.uv.find(context.run);
    if (uv === undefined) throw pythonNotFound(range, found, WITHOUT_UV);
    // Kept for all packs: a login that came with one request has no part in it.
    const provide = () => context.network.withSettingsAlone(() => this.provide({ range, input, context, uv, found }));
    return { interpreter: known ?? (await provide()), uv };
  }

  private async provide(wanted: Wanted): Promise<Interpreter> {
    const { range, input, context, uv, found } = wanted;
    const place = listOf(context.environment);
    if (place !== undefined && isAskedAs(place, input)) throw pythonNotFound(range, found, ownLogin(place));
    input.output.progress(`looking for Python ${range} among what uv can fetch`);
    try {
      const list = await this.list(wanted);
      const offered = await pythonReleases({ uv, cache: join(foreignFolder(input), 'uv'), list }, context);
      const release = usualOf(offered, range);
      if (release === undefined) throw pythonNotFound(range, found, { why: noneOf(offered, range, list) });
      const onWait = () => input.output.progress(`waiting for Python ${release.version}, which another build fetches`);
      const { signal } = context.allowance;
      return await this.fetches.do(release.url, () => this.fetch(release, { ...wanted, list }), { onWait, signal });
    } catch (error) {
      throw error instanceof InstallFailed ? downloadFailure(error, wanted) : error;
    }
  }

  private async list(wanted: Wanted): Promise<PythonList> {
    try {
      return await readPythonList(wanted.input.scratchFolder, wanted.context);
    } catch (error) {
      throw error instanceof PackyardError ? listFailure(error, wanted) : error;
    }
  }

  private async fetch(
    release: PythonRelease,
    { input, context, uv, list }: Wanted & { list: PythonList },
  ): Promise<Interpreter> {
    const { version, key } = release;
    const known = await this.kept.find(`=${version}`);
    if (known !== undefined) return known;
    input.output.progress(`fetching Python ${version}`);
    input.output.line(`Python ${version} is fetched by uv, as ${key}.`);
    return fetchPython(release, this.kept, { uv, foreignFolder: foreignFolder(input), list, context });
  }
}

/** The operator's own, which says what is fetched, and by which hash. */
function listOf(environment: Readonly<Record<string, string>>): URL | undefined {
  return URL.parse(environment['UV_PYTHON_DOWNLOADS_JSON_URL'] ?? '') ?? undefined;
}

/** What is fetched serves all packs: it is not chosen by the login of one request. */
function isAskedAs({ host, hostname }: URL, { indexAccess = {} }: BuildInput): boolean {
  const names = [host, hostname, `http://${host}`, `http://${hostname}`];
  return names.some((name) => Object.hasOwn(indexAccess, name));
}

function ownLogin({ host }: URL) {
  return {
    why: `index_credentials name ${host}, whose list says which Python all packs get`,
    remedy: `Leave ${host} out of index_credentials`,
  };
}

/** In its newest release. */
function usualOf(offered: readonly PythonRelease[], range: string): PythonRelease | undefined {
  const fitting = offered.filter(({ version }) => satisfiesRange(version, range));
  const [first] = fitting.sort((one, other) => compareVersions(other.version, one.version)).sort(byMinor);
  return first;
}

function byMinor(one: PythonRelease, other: PythonRelease): number {
  return byPreferredMinor(one.version, other.version);
}

function noneOf(offered: readonly PythonRelease[], range: string, { unchecked }: PythonList): string {
  const rest = unchecked === 0 ? '' : ` (${unchecked} in the list of the worker have no SHA-256, and are not used)`;
  if (offered.length === 0) return `uv knows of none for this platform${rest}`;
  const versions = offered.map(({ version }) => version);
  return `uv can fetch ${nearest(versions, /\d+(?:\.\d+)*/.exec(range)?.[0])}${rest}`;
}

const SWITCHED_OFF = { remedy: 'Let the worker fetch one with PACKYARD_PYTHON_DOWNLOADS=true' };
const IMPORTED = {
  why: 'what was imported is built without a network',
  remedy: 'Have the service build something with that Python while it has a network',
};
const WITHOUT_UV = {
  why: 'uv, which fetches one, is not there',
  remedy: 'Let the worker have uv (PACKYARD_UV)',
};
