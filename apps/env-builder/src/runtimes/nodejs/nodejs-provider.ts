import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type PackyardError, RejectedError, UnavailableError } from '@packyard/contracts';
import { satisfiesRange } from '@packyard/pack';
import { findProgram } from '@packyard/sandbox';
import { removeTree } from '@packyard/store';
import type { BuildContext } from '../build-in-scratch';
import { nearest } from '../failures/nearest-versions';
import { SingleFlightByName } from '../single-flight-by-name';
import type { BuildInput } from '../runtime';
import { fetchNodejs } from './fetch-nodejs';
import { importedNodejs } from './imported-nodejs';
import type { NodejsCache } from './nodejs-cache';
import { NodejsInstallFailed } from './nodejs-builder';
import { nodejsFailure } from './nodejs-failure';
import { type NodejsInterpreter, findMachineNodejs } from './nodejs-interpreter';
import { type OfferInput, offeredReleases } from './offered-releases';
import { nodejsPackage } from './nodejs-package';
import { pnpmProgram } from './pnpm-tool';

interface Wanted {
  range: string;
  input: BuildInput;
  context: BuildContext;
  /** What this worker has, in words. */
  installed: string;
}

/** Finds a Node.js that fits: the machine's, one that came with an import, one that was fetched before, or the newest that the package registry has. */
export class NodejsProvider {
  private readonly fetches = new SingleFlightByName<NodejsInterpreter>();

  constructor(
    private readonly kept: NodejsCache,
    /** Whether a registry may be asked. */
    private readonly mayFetch: boolean,
  ) {}

  /**
   * @throws RejectedError RUNTIME_NOT_FOUND, naming what was found instead
   * @throws UnavailableError RUNTIME_NOT_FOUND when the registry did not answer
   */
  async find(input: BuildInput, context: BuildContext): Promise<NodejsInterpreter> {
    const range = input.request.versionRange;
    const ofMachine = await findMachineNodejs(context.run);
    if (ofMachine !== undefined && satisfiesRange(ofMachine.version, range)) return ofMachine;
    const wanted = { range, input, context, installed: ofMachine?.version ?? 'none' };
    const { vendored } = input;
    const brought =
      vendored === undefined ? undefined : await explained(wanted, () => importedNodejs(vendored, input, context));
    if (brought !== undefined) return brought;
    if (!this.mayFetch) throw notFound(wanted);
    // Kept for all packs: a login that came with one request has no part in it.
    return (await this.kept.find(range)) ?? (await context.network.withSettingsAlone(() => this.provide(wanted)));
  }

  private async provide(wanted: Wanted): Promise<NodejsInterpreter> {
    const { input, context, range } = wanted;
    if (input.vendored !== undefined) throw notFound(wanted, 'what was imported is built without a network');
    const [name, program] = [nodejsPackage(), pnpmProgram()];
    if (name === undefined || program === undefined)
      throw notFound(wanted, 'the package registry has none for this platform');
    if (findProgram('npm', context.environment['PATH'] ?? '') === undefined)
      throw notFound(wanted, 'npm, which fetches one, is not on its PATH');
    const folder = join(input.scratchFolder, 'interpreter');
    await mkdir(folder, { recursive: true });
    const offer = { program, name, folder };
    input.output.progress(`looking for Node.js ${range} in the package registry`);
    return explained(wanted, async () => {
      const releases = await offeredReleases(offer, context);
      const version = releases.findLast((release) => satisfiesRange(release, range));
      if (version === undefined) throw notFound(wanted, noneOf(name, releases, range));
      const onWait = () => input.output.progress(`waiting for Node.js ${version}, which another build fetches`);
      const { signal } = context.allowance;
      return this.fetches.do(version, () => this.fetch(version, offer, wanted), { onWait, signal });
    });
  }

  private async fetch(version: string, offer: OfferInput, { input, context }: Wanted): Promise<NodejsInterpreter> {
    const known = await this.kept.find(`=${version}`);
    if (known !== undefined) return known;
    const prepared = join(input.scratchFolder, `node-${version}`);
    const target = await this.kept.prepare(prepared);
    input.output.progress(`fetching Node.js ${version}`);
    input.output.line(`Node.js ${version} is fetched, as ${offer.name} of the package registry.`);
    const integrity = await fetchNodejs(version, target, { offer, context });
    await removeTree(offer.folder);
    return this.kept.keep(dirname(dirname(target)), version, integrity);
  }
}

function noneOf(name: string, releases: readonly string[], range: string): string {
  if (releases.length === 0) return `the package registry has no release of ${name}`;
  return `${name} of the package registry has ${nearest(releases, /\d+(?:\.\d+)*/.exec(range)?.[0])}`;
}

function notFound({ range, installed }: Wanted, why?: string): RejectedError {
  const reason = why === undefined ? '' : `, and ${why}`;
  const message = `The pack needs Node.js ${range}, but this worker has ${installed}${reason}.`;
  return new RejectedError('RUNTIME_NOT_FOUND', message, { hint: HINT });
}

const HINT = 'Install a fitting Node.js on the worker, or choose another with the parameter nodejs_version.';

/** Trouble of the network passes; everything else is what the registry has, or has not. */
async function explained<Result>(wanted: Wanted, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof NodejsInstallFailed)) throw error;
    throw inContext(wanted, nodejsFailure(error, wanted.context.network.trouble));
  }
}

function inContext({ range, installed }: Wanted, failure: PackyardError): PackyardError {
  const reason = failure.message.replace(/\.$/, '');
  const message = `The pack needs Node.js ${range}, but this worker has ${installed}, and none could be fetched: ${reason}.`;
  const hint = failure.hint ?? HINT;
  if (failure instanceof UnavailableError) return new UnavailableError(failure.code, message, { hint });
  const code = failure.code === 'ENVIRONMENT_FAILED' ? 'RUNTIME_NOT_FOUND' : failure.code;
  return new RejectedError(code, message, { hint: code === failure.code ? hint : HINT });
}
