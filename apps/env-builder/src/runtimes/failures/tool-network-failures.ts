import type { Explainer } from './explanation';

// Whole words of the tools' own, in their own spelling: "ModuleNotFoundError" contains "eNotFound".
const REASONS: readonly [RegExp, string][] = [
  [/Could not resolve host:? ([\w.-]+)/, 'the name $1 could not be resolved'],
  [/Could not resolve hostname ([\w.-]+)/, 'the name $1 could not be resolved'],
  [/getaddrinfo (?:ENOTFOUND|EAI_AGAIN) ([\w.-]+)/, 'the name $1 could not be resolved'],
  [
    /\b(?:Temporary failure in name resolution|Name or service not known|nodename nor servname provided)\b/,
    'a name could not be resolved',
  ],
  [/\bdns error\b/, 'a name could not be resolved'],
  [/\b(?:ENOTFOUND|EAI_AGAIN)\b/, 'a name could not be resolved'],
  [/\bConnection refused\b|\bECONNREFUSED\b/, 'the connection was refused'],
  [/\b(?:No route to host|Network is unreachable|EHOSTUNREACH|ENETUNREACH)\b/, 'there is no way to the host'],
  [
    /\b(?:Connection timed out|Read timed out|operation timed out|ReadTimeoutError|ConnectTimeoutError|ETIMEDOUT|ERR_SOCKET_TIMEOUT)\b/,
    'nothing answered in time',
  ],
  [
    /\b(?:Connection reset by peer|ECONNRESET|socket hang up|RemoteDisconnected|IncompleteRead|connection closed before message completed)\b/,
    'the connection broke off',
  ],
  [
    /\b(?:NewConnectionError|Max retries exceeded|error sending request|ERR_PNPM_META_FETCH_FAIL)\b/,
    'the connection could not be made',
  ],
  [
    /\b(?:HTTP status server error \((5\d\d)|status code (5\d\d)|(50[234]) (?:Server Error|Bad Gateway|Service Unavailable|Gateway)|ERR_PNPM_FETCH_(5\d\d)|\bE(50[0234])\b)/,
    'the server answered $1$2$3$4$5',
  ],
  [/\b(?:429 Too Many Requests|Too Many Requests)\b/, 'the server wants fewer requests'],
];
const URL = /\bhttps?:\/\/[^\s'"`<>()]+/g;

/** The network, as told by the tools themselves and not by what packages print. */
export const networkTrouble: Explainer = ({ output }) => {
  for (const [pattern, words] of REASONS) {
    const match = pattern.exec(output);
    if (match === null) continue;
    const reason = words.replace(/\$(\d)/g, (_all, group: string) => match[Number(group)] ?? '');
    const place = placeNear(output, match.index);
    return {
      cause: `${place ?? 'a package index'} can't be reached: ${reason}`,
      hint: 'Look whether the worker can reach it: name server, proxy (HTTPS_PROXY) and firewall; or use another index.',
      isPassing: true,
    };
  }
  return undefined;
};

/** The last URL before the reason, or the first after it. */
function placeNear(output: string, index: number): string | undefined {
  const before = output
    .slice(Math.max(0, index - 2000), index)
    .match(URL)
    ?.at(-1);
  const found = before ?? output.slice(index, index + 500).match(URL)?.[0];
  return found?.replace(/(?<![/:,.])[/:,.]+$/, '');
}
