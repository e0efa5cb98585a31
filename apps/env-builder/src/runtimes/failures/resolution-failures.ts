import type { Explainer } from './explanation';
import { nearest } from './nearest-versions';

const SETTING =
  'PACKYARD_PYTHON_SOURCE_BUILDS=true allows building from source, which runs code of the package on the worker';

const LOGIN =
  'Give credentials for its host with the request (index_credentials; --index-credentials of packyard), which are kept no longer than it takes, or to the worker in PACKYARD_BUILD_ACCESS; builds never see them.';
const MAX_ORIGIN_LENGTH = 200;
/** How tools say that something is not there for them; pip says no more when it was refused. */
const NOT_THERE = /No matching distribution|No solution found|\b(?:401|403|404)\b|Unauthorized|Forbidden|not found/i;

/** An index or a registry that answers nobody without a name, or not this one. */
export const wantsLogin: Explainer = ({ output, network }) => {
  const seen = NOT_THERE.test(output) ? network?.login : undefined;
  if (seen !== undefined) {
    const how = seen.isGiven ? 'refused the credentials that it was given' : 'wants a login';
    return { cause: `the package index ${shown(seen.place)}${how}: it answered ${seen.status}`, hint: LOGIN };
  }
  const status =
    /(?:status code |HTTP Error |\bE|ERR_PNPM_FETCH_)(401|403)\b|\b(401|403) (?:Client )?(?:Error|Unauthorized|Forbidden)|\((401|403) (?:Unauthorized|Forbidden)\)/.exec(
      output,
    );
  if (status === null) return undefined;
  const code = status[1] ?? status[2] ?? status[3] ?? '';
  const text = /\bhttps?:\/\/[^\s'"`<>()]+/.exec(output.slice(Math.max(0, status.index - 500)))?.[0] ?? '';
  const url = URL.canParse(text) ? new URL(text) : undefined;
  // Foreign code may have printed it, to have somebody give a password to a host of its own.
  if (url !== undefined && network?.isNamed?.(url) !== true) return undefined;
  return { cause: `the package index ${shown(url?.origin)}wants a login: it answered ${code}`, hint: LOGIN };
};

function shown(origin: string | undefined): string {
  return origin === undefined ? '' : `${origin.slice(0, MAX_ORIGIN_LENGTH)} `;
}

/** No versions that fit, as pip and uv say it. */
export const RESOLUTION_EXPLAINERS: readonly Explainer[] = [
  ({ output }) => {
    const named = /Hash mismatch for `?([^`\s]+)/.exec(output)?.[1];
    const lines = output.split('DO NOT MATCH THE HASHES')[1]?.split('\n').slice(1);
    if (named === undefined && lines === undefined) return undefined;
    const first = lines?.map((line) => /^[A-Za-z0-9][\w.-]*(?:==\S+)?/.exec(line.trim())?.[0]).find(Boolean);
    return {
      cause: `what the index has for ${named ?? first ?? 'a package'} is not what the hash in the requirements says`,
      hint: 'Look whether the package was tampered with; if it was replaced rightly, correct the hash.',
    };
  },
  ({ output }) => {
    const name = /Because ([\w.-]+(?:==\S+)?) has no (?:usable wheels|wheels with a matching)/.exec(output)?.[1];
    if (name === undefined || !/building from source is disabled/i.test(output)) return undefined;
    return {
      cause: `there is no wheel of ${name}, and building from source is not allowed here`,
      hint: `Pin a version with a wheel. ${SETTING}.`,
    };
  },
  ({ output, runtimeVersion }) => {
    const uv =
      /the requested Python version \(([^)]*)\) does not satisfy Python([^\s,]+)[\s,](?:[^.]*? )?and (\S+) depends on Python/.exec(
        output.replace(/\s+/g, ' '),
      );
    const pip = /different python version: ([\s\S]*?)(?:\nERROR|\n\n|$)/.exec(output)?.[1];
    const needed = uv?.[2] ?? /Requires-Python (\S+?)(?:;|\s|$)/.exec(pip ?? '')?.[1];
    if (needed === undefined) return undefined;
    const name = uv?.[3] ?? /No matching distribution found for (\S+)/.exec(output)?.[1] ?? 'a package';
    return {
      cause: `${name} needs Python ${needed}, and the environment has ${runtimeVersion}`,
      hint: `Choose a fitting Python with the parameter python_version, or pin a version that supports ${runtimeVersion}.`,
    };
  },
  ({ output }) => {
    const match =
      /Could not find a version that satisfies the requirement (\S+) [^\n]*?\(from versions: ([^)\n]*)\)/.exec(output);
    if (match === null) return undefined;
    const [, requirement = '', list = ''] = match;
    const versions = list.split(', ').filter((version) => version !== '' && version !== 'none');
    const name = requirement.replace(/[<>=!~;[].*/s, '');
    if (versions.length === 0) return unknown(name, requirement);
    return {
      cause: `No matching distribution found for ${requirement}: the index has ${nearest(versions, /[<>=!~]=?\s*v?([\d.]+)/.exec(requirement)?.[1])}`,
      hint: `Pin one of these versions of ${name} in the requirements, and submit the pack again.`,
    };
  },
  ({ output }) => {
    const name = /Because ([\w.-]+) was not found in the (?:package registry|provided package locations|cache)/.exec(
      output,
    )?.[1];
    return name === undefined
      ? undefined
      : unknown(name, /you require ([\w.-]\S*) /.exec(output)?.[1]?.replace(/,$/, '') ?? name);
  },
  ({ output }) => {
    const reason = /^[ \t]*cause: (Because [\s\S]*?unsatisfiable\.|Because [\s\S]*?\.\n)/m
      .exec(output)?.[1]
      ?.replace(/\s+/g, ' ')
      .trim();
    if (reason === undefined) return undefined;
    return {
      cause: `there are no versions that fit together: ${shortened(reason).replace(/\.$/, '')}`,
      hint: 'Change the version of one of the requirements that are named, and submit the pack again.',
    };
  },
  ({ output }) => {
    const conflict = /The conflict is caused by:\n([\s\S]*?)(?:\n\n|\nTo fix|$)/.exec(output)?.[1];
    if (conflict === undefined) return undefined;
    const lines = conflict
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '')
      .slice(0, 6);
    return {
      cause: `there are no versions that fit together: ${lines.join('; ')}`,
      hint: 'Change the version of one of the requirements that are named, and submit the pack again.',
    };
  },
  ({ output }) => {
    const said =
      /^(?:ERROR|error): (Invalid requirement: .*|Couldn't parse requirement.*|Could not open requirements file: .*|Failed to parse.*)$/m.exec(
        output,
      )?.[1];
    const near = /^[ \t]*cause: (.*)$/m.exec(output)?.[1];
    if (said === undefined) return undefined;
    return {
      cause: `the requirements can't be read: ${[said, near].filter(Boolean).join(' ').slice(0, 400)}`,
      hint: 'Correct the line that is named, and submit the pack again.',
    };
  },
  ({ output }) => {
    const said = /^[ \t]*fatal: (.*)$/m.exec(output)?.[1];
    if (said === undefined) return undefined;
    return {
      cause: `git could not fetch a requirement: ${said}`,
      hint: 'Correct the address or the reference in the requirements; a private repository needs credentials that the worker has.',
    };
  },
];

function unknown(name: string, requirement: string) {
  return {
    cause: `No matching distribution found for ${requirement}: no index that is asked has a package ${name}`,
    hint: `Look for a misspelling of ${name}; a private package needs its index in PIP_EXTRA_INDEX_URL, and a login there (index_credentials, PACKYARD_BUILD_ACCESS).`,
  };
}

/** uv lists every version of a long chain. */
function shortened(reason: string): string {
  return reason.length <= 700 ? reason : `${reason.slice(0, 450)} … ${reason.slice(-240)}`;
}
