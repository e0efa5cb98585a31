import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { EnvironmentRequest, RuntimeName } from '@packyard/contracts';
import type { BuildInput } from '../runtimes/runtime';

export interface RecordedInput extends BuildInput {
  lines: string[];
  steps: string[];
}

interface Draft {
  runtime: RuntimeName;
  files: Readonly<Record<string, string | Buffer>>;
  versionRange?: string;
  packageFile?: string;
  lockFile?: string;
  /** The whole pack when absent. */
  inputs?: readonly string[];
  lock?: string;
  fingerprint?: string;
  access?: BuildInput['indexAccess'];
}

let count = 0;

/** The input of a build, for a pack of the given files, as the workspace prepares it, which records what is reported. */
export function aBuildInput(folder: string, draft: Draft): RecordedInput {
  const place = join(folder, `build-${count++}`);
  for (const [path, content] of Object.entries(draft.files)) {
    mkdirSync(dirname(join(place, 'content', path)), { recursive: true });
    writeFileSync(join(place, 'content', path), content);
  }
  const request: EnvironmentRequest = {
    runtime: draft.runtime,
    versionRange: draft.versionRange ?? '*',
    packageFile: draft.packageFile ?? (draft.runtime === 'python' ? 'requirements.txt' : 'package.json'),
    inputs: (draft.inputs ?? ['.']).map((path) => ({ path, sha256: '' })),
    ...(draft.lockFile === undefined ? {} : { lockFile: draft.lockFile }),
    fingerprint: draft.fingerprint ?? String(count).padStart(64, '0'),
  };
  const lines: string[] = [];
  const steps: string[] = [];
  return {
    request,
    contentFolder: join(place, 'content'),
    scratchFolder: join(place, 'scratch'),
    targetFolder: join(place, 'target'),
    cacheFolder: join(folder, 'cache', draft.runtime),
    lock: draft.lock,
    indexAccess: draft.access,
    output: { line: (text) => void lines.push(text), progress: (text) => void steps.push(text) },
    lines,
    steps,
  };
}
