import { mkdir, writeFile } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { maskerOf } from '@packyard/contracts';
import { authorityVariables, type BuildProxy, type ProxySession, readAsTool, untilAborted } from '@packyard/network';
import {
  childEnvironment,
  type CommandResult,
  type ContainedRuns,
  type Containment,
  secretsOf,
} from '@packyard/sandbox';
import { removeTree } from '@packyard/store';
import { CopyAllowance } from './copy-allowance';
import { LineReader } from './line-reader';
import { answersIn } from './remembered-program-answers';
import { accessIn, foreignFolder, type BuildPhase, type PhaseOptions } from './build-phase-access';
import type { BuildInput, BuiltEnvironment } from './runtime';

export interface RunOptions extends PhaseOptions {
  /** The pack's folder when absent. */
  workingFolder?: string;
  /** On top of what all programs of the build get to see. */
  environment?: Readonly<Record<string, string>>;
  /** Gets each line of both outputs, masked; what it answers is shown as progress. */
  onLine?: (line: string) => string | undefined;
  /** What is kept of a line, for tools that print for programs; all of it when absent. */
  asText?: (line: string) => string | undefined;
  /** Leaves command and output out of what is kept: questions to interpreters, output for programs. */
  isQuiet?: boolean;
  /** A question to a program, such as for its version, that has one answer as long as the program is the same file. */
  isRemembered?: boolean;
}

/** Runs a program of a build, contained, as `try` unless another phase is named. */
export type RunProgram = (command: string, args: readonly string[], options?: RunOptions) => Promise<CommandResult>;

/** What the builders of a build are given. */
export interface BuildContext {
  run: RunProgram;
  /** What all programs of the build get to see, without passwords. */
  environment: Readonly<Record<string, string>>;
  /** Removes all that foreign code has left where it may write: for after a run before which the service writes there. */
  clearForeign: () => Promise<void>;
  /** For what the service itself copies of what was built. */
  allowance: CopyAllowance;
  /** What the build was refused, or could not reach; and what is fetched for others as well. */
  network: Pick<ProxySession, 'trouble' | 'expect' | 'withSettingsAlone'>;
  /** For what the service itself reads, as a tool of the build would be let. */
  fetchText: (url: URL, maxBytes: number) => Promise<string>;
}

interface Scratch {
  containment: Containment;
  proxy: BuildProxy;
  input: BuildInput;
  /** On top of what every child process gets to see. */
  environment: Readonly<Record<string, string>>;
  signal: AbortSignal;
}

/**
 * What every build has around it: an empty home and temporary folder for foreign programs, which are gone afterwards,
 * and a target that is gone when the build fails.
 */
export async function buildInScratch<Built extends object>(
  { containment, proxy, input, environment, signal }: Scratch,
  build: (context: BuildContext) => Promise<Built>,
): Promise<Built & Pick<BuiltEnvironment, 'containment'>> {
  const network = await proxy.open(childEnvironment({ ...environment }), input.indexAccess);
  try {
    await Promise.all([input.cacheFolder, input.targetFolder].map((folder) => mkdir(folder, { recursive: true })));
    const places = [input.scratchFolder, foreignFolder(input)];
    for (const place of places) await prepareHome(place, network);
    return await containment.session(async (runs) => {
      const allowance = new CopyAllowance(containment.limits, signal);
      const run = runIn(runs, { containment, input, network, signal });
      const clearForeign = async () => {
        await removeTree(foreignFolder(input));
        await prepareHome(foreignFolder(input), network);
      };
      const fetchText = (url: URL, most: number) => untilAborted(readAsTool(network, url, most), signal);
      const { environment: shown } = network;
      const built = await build({ run, environment: shown, clearForeign, allowance, network, fetchText });
      await runs.giveToTools([input.targetFolder]);
      return { ...built, containment: containment.report.kind };
    });
  } catch (error) {
    await removeTree(input.targetFolder);
    throw error;
  } finally {
    network.close();
    await removeTree(input.scratchFolder);
  }
}

/** A home and a temporary folder: for tools, and others for foreign code, which may change its own. */
async function prepareHome(folder: string, { trusted }: ProxySession): Promise<void> {
  await Promise.all(Object.values(homeIn(folder)).map((place) => mkdir(place, { recursive: true })));
  if (trusted !== undefined) await writeFile(join(folder, AUTHORITIES), trusted);
}

const AUTHORITIES = 'authorities.pem';

function homeIn(folder: string): { HOME: string; TMPDIR: string } {
  return { HOME: join(folder, 'home'), TMPDIR: join(folder, 'tmp') };
}

function runIn(
  runs: ContainedRuns,
  {
    containment,
    input,
    network,
    signal,
  }: Pick<Scratch, 'containment' | 'input' | 'signal'> & { network: ProxySession },
): RunProgram {
  const run: RunProgram = async (command, args, options = {}) => {
    const environment = environmentIn(options.phase, input, network);
    const mask = maskerOf([...secretsOf(environment), ...network.secrets]);
    const isKept = options.isQuiet !== true;
    const take = (line: string) => {
      const text = mask(line);
      const kept = options.asText === undefined ? text : options.asText(text);
      if (isKept && kept !== undefined) input.output.line(kept);
      const doing = options.onLine?.(text);
      if (doing !== undefined) input.output.progress(doing);
    };
    // Where nobody listens, what foreign code prints costs nothing.
    const isHeard = isKept || options.onLine !== undefined;
    const readers = isHeard ? [new LineReader(take, mask), new LineReader(take, mask)] : [];
    if (isKept) input.output.line(mask(`$ ${[command, ...args].join(' ')}`));
    const reads = [...(options.reads ?? []), ...packageFolders(network.environment)];
    const access = await accessIn(input, { ...options, reads });
    const result = await runs.run({
      ...access,
      // Code of packages gets no further than the proxy, whether it asks it or not.
      network: access.network && access.runs === 'foreign' ? network.way : access.network,
      command,
      args,
      workingFolder: options.workingFolder ?? input.contentFolder,
      environment: { ...environment, ...options.environment },
      signal,
      onOutput: (chunk) => readers[0]?.add(chunk),
      onErrorOutput: (chunk) => readers[1]?.add(chunk),
    });
    for (const reader of readers) reader.end();
    return masked(result, network.secrets);
  };
  return (command, args, options = {}) => {
    if (options.isRemembered !== true) return run(command, args, options);
    const path = network.environment['PATH'];
    return answersIn(containment).ask([command, ...args], path, () => run(command, args, options));
  };
}

/** The output of a failure is shown to users; that of a success is read by programs, as it is. */
function masked(result: CommandResult, secrets: readonly string[]): CommandResult {
  if (secrets.length === 0 || result.exitCode === 0) return result;
  const mask = maskerOf(secrets);
  return { ...result, stdout: mask(result.stdout), stderr: mask(result.stderr) };
}

/** Those of the operator that lie on this machine: what the system itself does not have, no run would see otherwise. */
function packageFolders(environment: Readonly<Record<string, string>>): string[] {
  const named = (environment['PIP_FIND_LINKS'] ?? '').split(/\s+/).map((place) => place.replace(/^file:\/\//, ''));
  return named.filter((place) => isAbsolute(place));
}

/** Only what fetches gets to see the way to the network, and what to trust there. */
function environmentIn(phase: BuildPhase = 'try', input: BuildInput, network: ProxySession): Record<string, string> {
  const folder = phase === 'fetch' ? input.scratchFolder : foreignFolder(input);
  const own = { ...network.environment, ...homeIn(folder) };
  if (phase === 'try') return own;
  const trusted = network.trusted === undefined ? {} : authorityVariables(join(folder, AUTHORITIES));
  return { ...own, ...network.route, ...trusted, GIT_ALLOW_PROTOCOL: 'https:http' };
}
