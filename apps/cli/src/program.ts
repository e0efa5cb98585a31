import { Command } from 'commander';
import type { ExitCode } from './cli-error';
import { addActionCommands } from './commands/action.commands';
import { addAgentCommand } from './commands/agent.command';
import { addAuthCommands } from './commands/auth.commands';
import { addAuditCommand } from './commands/audit.command';
import { addBundleCommands } from './commands/bundle.commands';
import { addCompletionCommand } from './commands/completion.command';
import { addConfigCommands } from './commands/config.commands';
import { addDoctorCommand } from './commands/doctor.command';
import { addExportCommands } from './commands/export.commands';
import { addExecutionCommands } from './commands/execution.commands';
import { addGenerationCommands } from './commands/generation.commands';
import { addGraphCommands } from './commands/graph.commands';
import { addGroupCommands } from './commands/group.commands';
import { addHelpCommands } from './commands/help.command';
import { addInstallCommand } from './commands/install.command';
import { addKeyCommands } from './commands/key.commands';
import { addLockCommand } from './commands/lock.commands';
import { addMaintenanceCommands } from './commands/maintenance.commands';
import { addManCommand } from './commands/man.command';
import { addNodeCommands } from './commands/node.commands';
import { addPackCommands } from './commands/pack.commands';
import { addPlanCommands } from './commands/plan.commands';
import { addRegistryCommands } from './commands/registry.commands';
import { addRoleCommands } from './commands/role.commands';
import { addRolloutCommands } from './commands/rollout.commands';
import { addRulesCommands } from './commands/rules.commands';
import { addSyncCommands } from './commands/sync.commands';
import { addUpgradeCommand } from './commands/upgrade.command';
import { addSecretCommands } from './commands/secret.commands';
import { addSessionCommands } from './commands/session.commands';
import { addSignCommand } from './commands/sign.command';
import { addTrustCommands } from './commands/trust.commands';
import { addUserCommands } from './commands/user.commands';
import { addWebhookCommands } from './commands/webhook.commands';
import { assertHomeIsUsable } from './connection';
import { type CommandContext, type GlobalOptions, makeCommandContext } from './command-context';
import { refuseEmptyArguments } from './refuse-empty-arguments';
import { hasSessions } from './sessions-file';
import { isRenewed } from './sign-on-client';

const HELP = `
Examples:
  packyard install https://github.com/attune/pack-slack.git --ref-spec v1.0.0
  packyard install ./my-pack slack@^1 https://example.org/packs/email.tar.gz
  packyard execution watch 42

Exit codes:
  0  everything succeeded
  1  a pack failed, or the execution did not complete
  2  the command, or something that it names, is not right or not there
  3  the service can't be reached, is too busy, or fails
  4  the token is missing, or not good enough
  130  interrupted; the execution goes on`;

/** Commands that bring no session of `packyard login` along. */
const WITHOUT_SESSION = ['login', 'logout', 'build', 'generate', 'sign', 'completion', 'man', 'help'];

/**
 * The command line: all of it, or of one that begins with a command that command alone, which is made in a tenth of the time.
 * Help and mistakes in usage end it by an exception of commander, results by `end`.
 */
export function makeProgram(
  version: string,
  end: (exitCode: ExitCode) => void,
  [first]: readonly string[] = [],
): Command {
  const program = emptyProgram(version)
    .hook('preAction', async (_program, command) => {
      refuseEmptyArguments(command);
      // Entry points of a platform say in their output what is wrong.
      if (command.parent?.name() !== 'action') assertHomeIsUsable(program.opts<GlobalOptions>().home);
      if (!WITHOUT_SESSION.includes(command.name())) await renewSession();
    })
    .exitOverride();
  let context: CommandContext | undefined;
  const contextOf = () => (context ??= makeCommandContext(program.opts<GlobalOptions>()));
  const contextFor = (options: Partial<GlobalOptions>) =>
    makeCommandContext({ ...program.opts<GlobalOptions>(), ...options });
  const renewSession = async () => {
    if (hasSessions() && (await isRenewed(contextOf().connection))) context = undefined;
  };
  const all = additionsTo(program, { version, contextOf, contextFor, end });
  const asked = all.filter(([names]) => first !== undefined && names.split(' ').includes(first));
  for (const [, add] of asked.length > 0 ? asked : all) add();
  if (asked.length === 0) addWhatShowsAll(program, version);
  addHelpCommands(program);
  return program;
}

function emptyProgram(version: string): Command {
  return (
    new Command('packyard')
      .description('Installs and manages automation packs, as a client of the Packyard service.')
      .version(version, '-V, --version', 'show the version')
      .helpOption('-h, --help', 'show this help')
      .option('--api-url <url>', 'address of the service (default: PACKYARD_URL, or the file address in its home)')
      .option('--token <token>', 'token to use (safer: PACKYARD_TOKEN, or the file admin-token in its home)')
      .option('--home <folder>', 'home of a service on this machine (default: PACKYARD_HOME, or the nearest .packyard)')
      .option('-P, --profile <name>', 'profile to use from ~/.config/packyard/profiles.yaml')
      .option('--no-color', 'print without colours')
      .addHelpText('after', HELP)
      .showSuggestionAfterError()
      // Whoever runs the program reports all errors in one form.
      .configureOutput({ outputError: () => undefined })
  );
}

interface Tools {
  version: string;
  contextOf: () => CommandContext;
  contextFor: (options: Partial<GlobalOptions>) => CommandContext;
  end: (exitCode: ExitCode) => void;
}

/** The names of commands, and what adds them, in the order of the help. */
function additionsTo(program: Command, tools: Tools): readonly (readonly [names: string, add: () => void])[] {
  const { version, contextOf, end } = tools;
  return [
    ['--version -V', () => undefined],
    ['install', () => addInstallCommand(program, contextOf, end)],
    ['plan apply', () => addPlanCommands(program, contextOf, end)],
    ['pack', () => addPackCommands(program, contextOf, end)],
    ['export import', () => addExportCommands(program, contextOf, end)],
    ['lock', () => addLockCommand(program, contextOf)],
    ['sync diff', () => addSyncCommands(program, contextOf, end)],
    ['bundle', () => addBundleCommands(program, contextOf, end)],
    ['config', () => addConfigCommands(program, contextOf)],
    ['upgrade', () => addUpgradeCommand(program, contextOf, end)],
    ['generations rollback', () => addGenerationCommands(program, contextOf)],
    ['nodes node', () => addNodeCommands(program, contextOf)],
    ['rollout', () => addRolloutCommands(program, contextOf)],
    ['agent', () => addAgentCommand(program, contextOf, version)],
    ['graph tree why outdated', () => addGraphCommands(program, contextOf)],
    ['rules', () => addRulesCommands(program, contextOf, end)],
    ['audit', () => addAuditCommand(program, contextOf)],
    ['user', () => addUserCommands(program, contextOf)],
    ['group', () => addGroupCommands(program, contextOf)],
    ['role', () => addRoleCommands(program, contextOf)],
    ['execution', () => addExecutionCommands(program, contextOf, end)],
    ['action', () => addActionCommands(program, tools)],
    ['registry', () => addRegistryCommands(program, contextOf)],
    ['du gc', () => addMaintenanceCommands(program, contextOf, end)],
    ['auth', () => addAuthCommands(program, contextOf)],
    ['doctor', () => addDoctorCommand(program, contextOf, end)],
    ['secret', () => addSecretCommands(program, contextOf)],
    ['login logout', () => addSessionCommands(program, contextOf)],
    ['key', () => addKeyCommands(program, contextOf)],
    ['sign', () => addSignCommand(program)],
    ['trust', () => addTrustCommands(program, contextOf)],
    ['webhook', () => addWebhookCommands(program, contextOf)],
  ];
}

function addWhatShowsAll(program: Command, version: string): void {
  addManCommand(program, version);
  addCompletionCommand(program);
}
