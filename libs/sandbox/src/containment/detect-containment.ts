import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RejectedError } from '@packyard/contracts';
import { foreignEnvironment } from '../child-environment';
import { type Candidate, candidates } from './launcher-candidates';
import type { ForeignLimits } from './contained-input';
import { Containment } from './containment';
import type { ContainmentKind } from './containment-report';
import { findProgram } from './find-program';
import { makeTraversable } from './make-traversable';

export interface ContainmentSettings {
  /** `auto` takes the strongest that works; another one is taken or nothing is. */
  wanted: 'auto' | ContainmentKind;
  /** Absolute; foreign code works in folders below it. */
  home?: string;
  limits: ForeignLimits;
}

const PROBE_MS = 20_000;
// What keeps every program from starting is no matter of containment.
const LACKS = ['EMFILE', 'ENFILE', 'ENOSPC', 'EDQUOT'];

/**
 * Tries what works here by running something.
 * @throws RejectedError NOT_READY when what is wanted does not work
 */
export async function detectContainment(settings: ContainmentSettings): Promise<Containment> {
  const { wanted, home, limits } = settings;
  const failures: string[] = [];
  const all = candidates(home).filter(({ report }) => wanted === 'auto' || report.kind === wanted);
  for (const { launcher, report } of all) {
    const warnings = report.kind === 'bubblewrap' ? report.warnings : [...report.warnings, ...new Set(failures)];
    const containment = new Containment(launcher, { ...report, warnings }, limits);
    const failure = await probe(containment, { launcher, report }, home);
    if (failure === undefined) return containment;
    failures.push(failure);
  }
  const reasons =
    failures.length === 0 ? 'it is not installed, or needs the service to run as root' : failures.join(' ');
  throw new RejectedError(
    'NOT_READY',
    `Foreign code can't be contained as PACKYARD_SANDBOX=${wanted} says: ${reasons}`,
    {
      hint: 'Install what is missing, or set PACKYARD_SANDBOX=auto to take the strongest containment that works.',
    },
  );
}

/** Why it does not work, as a sentence. Programs are asked for their version, a file is read and one is written. */
async function probe(
  containment: Containment,
  { launcher, report }: Candidate,
  home: string | undefined,
): Promise<string | undefined> {
  const folder = await probeFolder(home, launcher.usesForeignUsers);
  try {
    await writeFile(join(folder, 'in'), 'ok');
    const environment = foreignEnvironment({ HOME: folder, TMPDIR: folder });
    const programs = ['node', 'python3'].filter((name) => findProgram(name, environment['PATH']) !== undefined);
    const script = [...programs.map((name) => `${name} --version`), 'cat in > out'].join(' && ');
    const result = await containment.session((runs) =>
      runs.run({
        command: '/bin/sh',
        args: ['-c', script],
        workingFolder: folder,
        environment,
        writes: [folder],
        // Ours, that nobody has to watch: each look at a folder starts two programs.
        counts: [],
        reads: [],
        network: false,
        runs: 'foreign',
        signal: AbortSignal.timeout(PROBE_MS),
      }),
    );
    if (result.exitCode === 0 && (await readFile(join(folder, 'out'), 'utf8')) === 'ok') return undefined;
    return failed(report.kind, result.stderr.trim().split('\n').at(-1) ?? '');
  } catch (error) {
    if (LACKS.includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
    return failed(report.kind, error instanceof Error ? error.message : String(error));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Where foreign code will work later: only there shows whether another user gets that far. */
async function probeFolder(home: string | undefined, isForOthers: boolean): Promise<string> {
  if (home === undefined) return mkdtemp(join(tmpdir(), 'packyard-probe-'));
  const staging = join(home, 'staging');
  await mkdir(staging, { recursive: true });
  for (const folder of [home, staging]) await makeTraversable(folder, isForOthers);
  return mkdtemp(join(staging, 'probe-'));
}

function failed(kind: ContainmentKind, reason: string): string {
  const what = { bubblewrap: 'bubblewrap', user: 'Another user for foreign code', none: 'Running a program' }[kind];
  return `${what} does not work here: ${reason || 'it said nothing'}.`;
}
