import { existsSync } from 'node:fs';
import { acrossBridge } from './network-bridge';
import type { ContainedInput } from './contained-input';
import { droppingPrivileges } from './drop-privileges';
import { hiddenHomes } from './hidden-homes';
import type { Launch, LaunchContext, Launcher } from './launch';
import { underLimits } from './limit-script';
import { isBelow, type Shown, visibleSystem } from './visible-system';

const MEMORY_FOLDER_BYTES = 64 * 2 ** 20;

export interface BubblewrapOptions {
  /** Absolute path of `bwrap`. */
  program: string;
  /** Absolute path of `setpriv`, with which root becomes another user inside; without it, `bwrap` is started as that user. */
  setpriv: string | undefined;
  /** Users other than the one that runs the service, which only root can become. */
  usesForeignUsers: boolean;
  /** A container may not allow a `/proc` of one's own; then there is none. */
  hasProc: boolean;
  canDisableUserNamespaces: boolean;
  /** Never shown, whatever it lies in: the home of the service. */
  home: string | undefined;
}

/**
 * Namespaces of its own for each program: it sees the system's programs, what its input names, and its own processes.
 * The order of mounts matters: what is hidden comes after what it lies in, and what is given comes last.
 */
export class BubblewrapLauncher implements Launcher {
  readonly kind = 'bubblewrap';
  readonly usesForeignUsers: boolean;

  constructor(private readonly options: BubblewrapOptions) {
    this.usesForeignUsers = options.usesForeignUsers;
  }

  launch(input: ContainedInput, { foreignUser, limits }: LaunchContext): Launch {
    const { program, setpriv } = this.options;
    const becomes = foreignUser === undefined || setpriv === undefined ? undefined : foreignUser.uid;
    // As a user in a namespace of its own, only what is in there counts.
    const counts = foreignUser?.isUnique === false ? 'all' : 'own';
    const limited = [...acrossBridge(input.network), ...underLimits(input.command, input.args, limits, counts)];
    const inside = becomes === undefined ? limited : [...droppingPrivileges(setpriv ?? '', becomes), ...limited];
    const as = foreignUser !== undefined && becomes === undefined ? { uid: foreignUser.uid, gid: foreignUser.uid } : {};
    return {
      command: program,
      args: [...this.namespaces(input, becomes), ...this.view(input), '--', ...inside],
      ...as,
    };
  }

  private namespaces({ network }: ContainedInput, becomes: number | undefined): string[] {
    const ownUsers = ['--unshare-user', ...(this.options.canDisableUserNamespaces ? ['--disable-userns'] : [])];
    return [
      ...(becomes === undefined ? ownUsers : []),
      '--unshare-pid',
      '--unshare-ipc',
      '--unshare-uts',
      '--unshare-cgroup-try',
      '--hostname',
      'packyard',
      ...(network === true ? [] : ['--unshare-net']),
      '--new-session',
      '--die-with-parent',
    ];
  }

  private view(input: ContainedInput): string[] {
    const { home, hasProc } = this.options;
    const system = visibleSystem(input.environment);
    const shown = system.filter(({ linkTo }) => linkTo === undefined).map(({ path }) => path);
    const isAroundHome = (path: string) => hiddenHomes(home, [path]).length > 0;
    const around = input.reads.filter(isAroundHome);
    const reads = input.reads.filter((path) => !isAroundHome(path));
    const hidden = hiddenHomes(home, [...shown, ...around]);
    return [
      ...system.flatMap((shown) => [...above(shown.path), ...show(shown)]),
      ...(hasProc ? ['--proc', '/proc'] : ['--dir', '/proc']),
      ...['--dev', '/dev', ...ownMemory('/dev/shm'), '--remount-ro', '/dev', ...ownMemory('/tmp')],
      ...['--symlink', '/tmp', '/var/tmp', '--dir', '/run'],
      ...around.flatMap((path) => [...above(path), ...show({ path })]),
      ...hidden.flatMap((folder) => ['--tmpfs', folder]),
      ...mountArguments({ ...input, reads: [...reads, ...programAlone(input, system), ...bridgeFor(input)] }),
      // What is written there would be memory that nobody counts.
      ...hidden.flatMap((folder) => ['--remount-ro', folder]),
      ...['--remount-ro', '/', '--chdir', input.workingFolder],
    ];
  }
}

/** A program that lies nowhere that is shown anyway. */
function programAlone(input: ContainedInput, system: readonly Shown[]): string[] {
  const shown = [...system.map(({ path }) => path), ...input.reads, ...input.writes];
  if (!input.command.startsWith('/')) return [];
  const isShown = inSharedMount(input)(input.command) || shown.some((path) => isBelow(input.command, path));
  return isShown ? [] : [input.command];
}

function bridgeFor({ network }: ContainedInput): string[] {
  return typeof network === 'boolean' ? [] : [network.socket, process.execPath];
}

function inSharedMount({ sharedMount }: ContainedInput): (path: string) => boolean {
  if (sharedMount === undefined) return () => false;
  const { folder, hidden } = sharedMount;
  return (path) => isBelow(path, folder) && !hidden.some((closed) => isBelow(path, closed));
}

/** What lies in another one comes after it, because it is mounted onto it. */
function mountArguments(input: ContainedInput): string[] {
  const { reads, writes, sharedMount } = input;
  const isShown = inSharedMount(input);
  const bound = [
    ...writes.filter((path) => !isShown(path)),
    ...(sharedMount === undefined ? [] : [sharedMount.folder]),
  ];
  const mounts: { path: string; args: string[] }[] = [
    ...reads.filter((path) => existsSync(path)).map((path) => ({ path, args: ['--ro-bind', path, path] })),
    ...bound.map((path) => ({ path, args: ['--bind', path, path] })),
    ...(sharedMount?.hidden ?? []).map((path) => ({ path, args: hide(path) })),
  ];
  mounts.sort((one, other) => one.path.length - other.path.length);
  return mounts.flatMap(({ path, args }) => [...above(path), ...args]);
}

/** The folders that a path lies in, for everybody to pass: by itself, bubblewrap makes those above a private folder private. */
function above(path: string): string[] {
  const parts = path.split('/').slice(1, -1);
  return parts.flatMap((_part, index) => ['--dir', `/${parts.slice(0, index + 1).join('/')}`]);
}

function show({ path, linkTo }: Shown): string[] {
  return linkTo === undefined ? ['--ro-bind-try', path, path] : ['--symlink', linkTo, path];
}

/** For those who write to the usual places in spite of TMPDIR. */
function ownMemory(path: string): string[] {
  return ['--perms', '1777', '--size', String(MEMORY_FOLDER_BYTES), '--tmpfs', path];
}

function hide(path: string): string[] {
  return existsSync(`${path}/.`) ? ['--tmpfs', path] : ['--ro-bind-try', '/dev/null', path];
}
