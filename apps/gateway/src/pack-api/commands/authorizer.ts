import { Injectable } from '@nestjs/common';
import { type AuthorizeView, RejectedError } from '@packyard/contracts';
import { Manifest } from '@packyard/pack';
import { AccountRepository, VersionDeclarationRepository } from '@packyard/schema';
import { authorize, type ParsedInvocation, parseInvocation, parseRule } from '@packyard/rules';
import { InstalledVersions, type VersionWithStatus } from '@packyard/versions';
import { UsersService } from '../../access/accounts/users.service';

/** Decides whether users may run commands, by the rules of the enabled version. */
@Injectable()
export class Authorizer {
  constructor(
    private readonly installed: InstalledVersions,
    private readonly declarations: VersionDeclarationRepository,
    private readonly users: UsersService,
    private readonly accounts: AccountRepository,
  ) {}

  /**
   * Uses the enabled version's rules, or those of `asIf`, as if that version were enabled.
   * @throws RejectedError USER_NOT_FOUND, COMMAND_NOT_FOUND, PACK_NOT_FOUND, VERSION_NOT_FOUND or PARAMETERS_INVALID
   */
  async explain(user: string, line: string, asIf?: string): Promise<AuthorizeView> {
    const { name } = await this.users.require(user);
    const parsed = parseInvocation(line);
    if (parsed === undefined) throw new RejectedError('PARAMETERS_INVALID', 'The command line is empty.');
    if (parsed.problem !== undefined) {
      throw new RejectedError('PARAMETERS_INVALID', `${parsed.problem}.`, {
        hint: 'Write BUNDLE:COMMAND, options, arguments; close every quote, and give an option one value.',
      });
    }
    const version = asIf === undefined ? await this.find(parsed) : await this.findVersion(parsed, asIf);
    const permissions = await this.accounts.permissionsOf(name);
    const verdict = await this.decide(version, { ...parsed, permissions });
    const { ref: bundle, version: answering } = version;
    return { ...verdict, user: name, bundle, version: answering, command: parsed.command, permissions };
  }

  /** Evaluates the rules of one version. */
  async decide(
    version: VersionWithStatus,
    request: Pick<ParsedInvocation, 'options' | 'args' | 'otherReadings' | 'command'> & {
      permissions: readonly string[];
    },
  ): Promise<Pick<AuthorizeView, 'allowed' | 'reason' | 'rules'>> {
    const rules = await this.declarations.rulesOf(version.packVersionId, request.command);
    const {
      allowed,
      reason,
      rules: explained,
    } = authorize({
      rules: rules.map(({ text }) => ({ text, rule: parseRule(text) })),
      invocation: request,
      ...(request.otherReadings === undefined ? {} : { otherReadings: request.otherReadings }),
      permissions: new Set(request.permissions),
    });
    return { allowed, reason, rules: explained };
  }

  private async findVersion({ bundle, command }: ParsedInvocation, version: string): Promise<VersionWithStatus> {
    if (bundle === undefined) {
      throw new RejectedError('PARAMETERS_INVALID', `The version ${version} could be of any bundle.`, {
        hint: `Name the bundle too: BUNDLE:${command.slice(0, 100)}.`,
      });
    }
    const found = await this.installed.find(bundle, version);
    if (hasCommand(found, command)) return found;
    throw new RejectedError(
      'COMMAND_NOT_FOUND',
      `${bundle.slice(0, 100)} ${version} has no command '${command.slice(0, 100)}'`,
      { hint: 'packyard bundle info shows which it has.' },
    );
  }

  /** The bundle may be omitted when only one enabled bundle has the command. */
  private async find({ bundle, command }: { bundle?: string; command: string }): Promise<VersionWithStatus> {
    const candidates = bundle === undefined ? await this.installed.list() : await this.installed.list(bundle);
    const enabled = candidates.filter(({ isEnabled }) => isEnabled);
    const found = enabled.filter((version) => hasCommand(version, command));
    const [first] = found;
    if (first !== undefined && found.length === 1) return first;
    if (found.length > 1) throw ambiguous(command, found);
    throw notFound({ bundle, command, isEnabled: enabled.length > 0, isInstalled: candidates.length > 0 });
  }
}

function hasCommand({ manifest }: VersionWithStatus, command: string): boolean {
  return Object.hasOwn(Manifest.parse(manifest).bundle?.commands ?? {}, command);
}

function ambiguous(command: string, found: readonly VersionWithStatus[]): RejectedError {
  const names = found.map(({ ref }) => `${ref}:${command}`).join(', ');
  return new RejectedError('COMMAND_NOT_FOUND', `The command '${command}' could be any of ${names}`, {
    hint: 'Name the bundle too.',
  });
}

function notFound({
  bundle,
  command,
  isEnabled,
  isInstalled,
}: {
  bundle: string | undefined;
  command: string;
  isEnabled: boolean;
  isInstalled: boolean;
}): RejectedError {
  const shown = command.slice(0, 100);
  if (bundle === undefined) {
    return new RejectedError('COMMAND_NOT_FOUND', `No enabled bundle has a command '${shown}'`, {
      hint: 'Enable the bundle, or look for the name with packyard bundle info.',
    });
  }
  const name = bundle.slice(0, 100);
  const message = isEnabled
    ? `The enabled version of ${name} has no command '${shown}'`
    : isInstalled
      ? `No version of ${name} is enabled, so nothing answers ${name}:${shown}`
      : `There is no bundle ${name}`;
  return new RejectedError('COMMAND_NOT_FOUND', message, {
    hint: 'See packyard bundle list for what is installed and enabled.',
    ...(isInstalled ? {} : { unknown: { kind: 'pack', name: bundle } as const }),
  });
}
