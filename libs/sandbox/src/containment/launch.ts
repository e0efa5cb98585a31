import type { ContainedInput, ForeignLimits } from './contained-input';
import type { ContainmentKind } from './containment-report';

/** Whom a program runs as when it is not the user of the service. */
export interface ForeignUser {
  uid: number;
  /** Whether no other program on the machine has this user. */
  isUnique: boolean;
}

export interface LaunchContext {
  foreignUser: ForeignUser | undefined;
  limits: ForeignLimits;
}

/** How a program is started so that it is contained. */
export interface Launch {
  command: string;
  args: string[];
  uid?: number;
  gid?: number;
}

/** One way to contain. */
export interface Launcher {
  readonly kind: ContainmentKind;
  /** Whether programs get users of their own, which folders have to be given to. */
  readonly usesForeignUsers: boolean;
  launch(input: ContainedInput, context: LaunchContext): Launch;
}
