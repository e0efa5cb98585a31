import { Injectable } from '@nestjs/common';
import { BUILT_IN_BUNDLE } from '@packyard/contracts';
import { Manifest } from '@packyard/pack';
import { AccountRepository } from '@packyard/schema';
import { InstalledVersions } from '@packyard/versions';
import { Authorizer } from '../../pack-api/commands/authorizer';
import { GortError } from '../router/gort-answer';

/** Authorizes routes by the rules of the enabled version of the bundle `gort`, as if its command were run. */
@Injectable()
export class GortGuard {
  constructor(
    private readonly installed: InstalledVersions,
    private readonly accounts: AccountRepository,
    private readonly authorizer: Authorizer,
  ) {}

  /** @throws GortError 401, never 403, as in Gort */
  async assertMay(user: string, commandLine: string): Promise<void> {
    const [command = '', ...args] = commandLine.split(' ');
    const version = await this.installed.enabledOf(BUILT_IN_BUNDLE);
    if (version === undefined) throw new GortError(401, 'gort bundle disabled', 'bundle version is empty');
    const commands = Manifest.parse(version.manifest).bundle?.commands ?? {};
    const known = Object.hasOwn(commands, command) ? commands[command] : undefined;
    if (known === undefined) throw new GortError(401, 'gort bundle disabled', 'no such command');
    if (known.rules.length === 0) throw new GortError(500, 'command has no rules');
    const permissions = await this.accounts.permissionsOf(user);
    // As in Gort, these rules see the words after the command as arguments, and no options.
    const invocation = { command, args: [command, ...args], options: {}, permissions };
    if (!(await this.authorizer.decide(version, invocation)).allowed) throw new GortError(401, 'unauthorized');
  }
}
