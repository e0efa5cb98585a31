import { acrossBridge } from './network-bridge';
import type { ContainedInput } from './contained-input';
import { droppingPrivileges } from './drop-privileges';
import type { Launch, LaunchContext, Launcher } from './launch';
import { underLimits } from './limit-script';

export interface OtherUserOptions {
  setpriv: string | undefined;
  /** Absolute path of `unshare`, where it may make namespaces for processes and networks. */
  unshare: string | undefined;
}

// A network without any device lets nobody talk to themselves either, which tests do.
const LOOPBACK_UP = [
  'ip link set lo up 2>/dev/null || ifconfig lo up 2>/dev/null ||',
  `python3 -c 'import fcntl,socket,struct; fcntl.ioctl(socket.socket(), 0x8914, struct.pack("16sh", b"lo", 0x49))' 2>/dev/null;`,
  'exec "$0" "$@"',
].join(' ');

/**
 * A user that owns nothing but the folders that it is given. Files of the service, its processes and its environment are
 * out of that user's reach; where the system allows it, other processes are invisible and the network is gone as well.
 */
export class OtherUserLauncher implements Launcher {
  readonly kind = 'user';
  readonly usesForeignUsers = true;

  constructor(private readonly options: OtherUserOptions) {}

  launch(input: ContainedInput, { foreignUser, limits }: LaunchContext): Launch {
    if (foreignUser === undefined) throw new Error('Another user is needed to run a program as one');
    const { setpriv, unshare } = this.options;
    const limited = underLimits(input.command, input.args, limits, foreignUser.isUnique ? 'own' : 'all');
    if (setpriv === undefined) {
      const [command = '', ...args] = limited;
      return { command, args, uid: foreignUser.uid, gid: foreignUser.uid };
    }
    const [command = '', ...args] = [
      ...(unshare === undefined ? [] : inNamespaces(unshare, input.network === true)),
      ...droppingPrivileges(setpriv, foreignUser.uid),
      ...(unshare === undefined ? [] : acrossBridge(input.network)),
      ...limited,
    ];
    return { command, args };
  }
}

function inNamespaces(unshare: string, network: boolean): string[] {
  const own = ['--pid', '--fork', '--kill-child=KILL', '--mount-proc', '--ipc', '--uts'];
  return [unshare, ...own, ...(network ? [] : ['--net', '/bin/sh', '-c', LOOPBACK_UP])];
}
