import { type PackyardError, RejectedError, UnavailableError } from '@packyard/contracts';
import { type Explainer, type FailureToExplain, firstExplanation } from '../failures/explanation';
import { outputExcerpt } from '../failures/output-excerpt';
import { refusedHost, unreachableHost } from '../failures/proxy-failures';
import { networkTrouble } from '../failures/tool-network-failures';
import { wantsLogin } from '../failures/resolution-failures';
import type { NodejsInstallFailed } from './nodejs-builder';
import { npmMessages } from './npm-messages';

const EXPLAINERS: readonly Explainer[] = [
  ({ output }) => {
    const missing = [...output.matchAll(/(?:Missing|Invalid): ([^\n]*?(?:from lock file|does not satisfy [^\n]*))/g)];
    if (missing.length === 0) return undefined;
    return {
      cause: `the lock file does not fit package.json: ${missing
        .slice(0, 5)
        .map((match) => match[0].trim())
        .join('; ')}`,
      hint: "Run 'npm install' in the pack's folder, commit the new lock file and submit the pack again.",
    };
  },
  ({ output }) => {
    if (!output.includes('ERR_PNPM_OUTDATED_LOCKFILE')) return undefined;
    const differing = [...output.matchAll(/- ([^\s(]+ \(lockfile: [^)]*\))/g)].map((match) => match[1]).slice(0, 5);
    return {
      cause: `the lock file does not fit package.json${differing.length > 0 ? `: ${differing.join('; ')}` : ''}`,
      hint: "Run 'pnpm install --lockfile-only' in the pack's folder, commit the new lock file and submit the pack again.",
    };
  },
  ({ output }) => {
    const [, ...said] = output.split('package manager policy: ');
    const wrong =
      /^[^\n"]*? at line \d+ column \d+/.exec(said.at(-1) ?? '')?.[0] ??
      /EJSONPARSE[\s\S]*?JSON\.parse\s+([^\n]*)/.exec(output)?.[1];
    return wrong === undefined
      ? undefined
      : { cause: `package.json is not valid JSON: ${wrong}`, hint: 'Correct package.json and submit the pack again.' };
  },
  refusedHost,
  wantsLogin,
  unreachableHost,
  ({ output }) => {
    const name =
      /GET \S+\/([^\s/]+|@[^\s/]+(?:%2[fF]|\/)[^\s/]+): Not Found - 404/.exec(output)?.[1] ??
      /'([^']+)' is not in this registry/.exec(output)?.[1] ??
      /404 {2}?'?(@?[\w./-]+)@[^']*'? is not in/.exec(output)?.[1];
    if (name === undefined) return undefined;
    return {
      cause: `no package ${decodeURIComponent(name)} is in the registry that is asked`,
      hint: 'Look for a misspelling; a private package needs its registry, by npm_config_registry of the worker or a scoped registry in .npmrc.',
    };
  },
  ({ output }) => {
    const name = /No matching version found for (\S+?)(?: while|\.|\s|$)/.exec(output)?.[1];
    return name === undefined
      ? undefined
      : {
          cause: `there is no version that fits ${name}`,
          hint: 'Correct the version in package.json and submit the pack again.',
        };
  },
  networkTrouble,
];

/** Why npm or pnpm failed: the cause first, then what to do. */
export function nodejsFailure(
  { tool, verb, result }: NodejsInstallFailed,
  network: NonNullable<FailureToExplain['network']>,
): PackyardError {
  const output = npmMessages(`${result.stdout}\n${result.stderr}`);
  const explanation = firstExplanation({ output, runtimeVersion: '', otherVersions: [], network }, EXPLAINERS);
  if (explanation === undefined) {
    const ending = result.exitCode === null ? 'was ended by a signal' : `ended with code ${result.exitCode}`;
    return new RejectedError('ENVIRONMENT_FAILED', `${tool} ${ending}: ${messageIn(output) ?? outputExcerpt(output)}`, {
      hint: `Try '${tool} ${verb}' in the pack's folder, fix package.json and submit the pack again.`,
    });
  }
  const { cause, hint, isPassing, code = 'ENVIRONMENT_FAILED' } = explanation;
  const message = `${/^(the|there|no) /.test(cause) ? cause.charAt(0).toUpperCase() + cause.slice(1) : cause}.`;
  return isPassing === true
    ? new UnavailableError(code, message, { hint })
    : new RejectedError(code, message, { hint });
}

/** What pnpm prints for programs. */
function messageIn(output: string): string | undefined {
  const line = output.split('\n').find((text) => /^\{.*"level":"error"/.test(text));
  if (line === undefined) return undefined;
  try {
    return String((JSON.parse(line) as { message?: unknown }).message).slice(0, 500);
  } catch {
    return undefined;
  }
}
