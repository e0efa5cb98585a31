import { childEnvironment } from '@packyard/sandbox';

interface GitSettings {
  scratchFolder: string;
  worktree: string;
  /** Which transports may be used. */
  protocols: readonly string[];
  verifySsl: boolean;
  /** After which a connection over which nothing comes is given up. */
  stallSeconds: number;
  /** More of git's configuration, by key. */
  configuration: Readonly<Record<string, string>>;
  /** More of its environment. */
  environment?: Readonly<Record<string, string>>;
}

/**
 * Everything that git is told, by environment alone: no user's or system's configuration, no hooks, no prompts, no other
 * transports. Credentials are among it, so they are neither in an argument list nor on disk.
 */
export function gitEnvironment(settings: GitSettings): Record<string, string> {
  const configuration: Record<string, string> = {
    'core.hooksPath': '/dev/null',
    'core.fsmonitor': 'false',
    'credential.helper': '',
    // What is fetched arrives as one file, which can be bounded, and is never tidied up beside us.
    'fetch.unpackLimit': '1',
    'gc.auto': '0',
    'maintenance.auto': 'false',
    // Large files are passed on in parts, packs are looked at through small windows.
    'core.bigFileThreshold': '16m',
    'core.packedGitWindowSize': '16m',
    'core.packedGitLimit': '128m',
    'pack.threads': '2',
    'http.lowSpeedLimit': '1',
    'http.lowSpeedTime': String(settings.stallSeconds),
    'http.followRedirects': 'false',
    'http.sslVerify': String(settings.verifySsl),
    'protocol.allow': 'never',
    'safe.directory': '*',
    'submodule.recurse': 'false',
    'advice.detachedHead': 'false',
    ...Object.fromEntries(settings.protocols.map((protocol) => [`protocol.${protocol}.allow`, 'always'])),
    ...settings.configuration,
  };
  const numbered = Object.entries(configuration).flatMap(([key, value], index) => [
    [`GIT_CONFIG_KEY_${index}`, key],
    [`GIT_CONFIG_VALUE_${index}`, value],
  ]);
  return childEnvironment({
    HOME: settings.scratchFolder,
    GIT_DIR: `${settings.scratchFolder}/git`,
    GIT_WORK_TREE: settings.worktree,
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_ATTR_NOSYSTEM: '1',
    GIT_TERMINAL_PROMPT: '0',
    GIT_SSH_VARIANT: 'ssh',
    GIT_CONFIG_COUNT: String(Object.keys(configuration).length),
    ...(Object.fromEntries(numbered) as Record<string, string>),
    ...settings.environment,
  });
}
