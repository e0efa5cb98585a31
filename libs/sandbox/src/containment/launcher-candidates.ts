import { BubblewrapLauncher } from './bubblewrap.launcher';
import { canUseForeignUsers } from './can-use-foreign-users';
import type { ContainmentReport } from './containment-report';
import { findProgram } from './find-program';
import type { Launcher } from './launch';
import { OtherUserLauncher } from './other-user.launcher';
import { PlainLauncher } from './plain.launcher';

export interface Candidate {
  launcher: Launcher;
  report: ContainmentReport;
}

const TOOLS_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
const INSTALL = 'install bubblewrap (Debian, Ubuntu, Fedora, Alpine and Arch have it in the package bubblewrap)';
const find = (program: string) => findProgram(program, TOOLS_PATH);

/** Every way that may work here, the strongest first. Whether one does has to be tried. */
export function candidates(home: string | undefined): Candidate[] {
  const hasForeignUsers = canUseForeignUsers();
  return [
    ...bubblewrap(home, hasForeignUsers),
    ...(hasForeignUsers ? otherUser() : []),
    plain(process.getuid?.() === 0),
  ];
}

function bubblewrap(home: string | undefined, hasForeignUsers: boolean): Candidate[] {
  const program = find('bwrap');
  if (program === undefined) return [];
  const description =
    'Foreign code runs in namespaces of its own (bubblewrap): it sees its pack, its environment and the programs of the system.';
  // As root: another user inside, or bubblewrap as another user, where a container gives root too few rights.
  const setprivs = hasForeignUsers && find('setpriv') !== undefined ? [find('setpriv'), undefined] : [undefined];
  const variants = setprivs.flatMap((setpriv) =>
    [true, false].flatMap((hasProc) =>
      [true, false].map((canDisableUserNamespaces) => ({ setpriv, hasProc, canDisableUserNamespaces })),
    ),
  );
  return variants.map((variant) => ({
    launcher: new BubblewrapLauncher({ program, usesForeignUsers: hasForeignUsers, home, ...variant }),
    report: { kind: 'bubblewrap', description, warnings: variant.hasProc ? [] : [NO_PROC] },
  }));
}

const NO_PROC = 'Foreign code has no /proc here, because the container that the service runs in does not allow one.';

function otherUser(): Candidate[] {
  const [setpriv, unshare] = [find('setpriv'), find('unshare')];
  const description =
    'Foreign code runs as a user of its own: the files and secrets of the service are out of its reach';
  const weak: Candidate = {
    launcher: new OtherUserLauncher({ setpriv, unshare: undefined }),
    report: {
      kind: 'user',
      description: `${description}.`,
      warnings: [
        `Foreign code can use the network and see which processes run: ${INSTALL}, and start the service again.`,
      ],
    },
  };
  if (setpriv === undefined || unshare === undefined) return [weak];
  const strong: Candidate = {
    launcher: new OtherUserLauncher({ setpriv, unshare }),
    report: {
      kind: 'user',
      description: `${description}, and so are other processes and, unless something is fetched, the network.`,
      warnings: [
        `Foreign code can read what every user of this machine can read: ${INSTALL}, and start the service again.`,
      ],
    },
  };
  return [strong, weak];
}

function plain(isRoot: boolean): Candidate {
  const remedy = isRoot
    ? INSTALL
    : `${INSTALL}, or let the service start as root, so that foreign code can get another user`;
  return {
    launcher: new PlainLauncher(),
    report: {
      kind: 'none',
      description: 'Foreign code runs as the user of the service, and only its time and what it takes are limited.',
      warnings: [
        `NOTHING CONTAINS FOREIGN CODE${isRoot ? ', WHICH RUNS AS ROOT' : ''}: the tests and builds of any pack can read the secrets of the service and do all that it can do. Now: ${remedy}, and start the service again.`,
      ],
    },
  };
}
