import { AUDIT_ACTIONS, type AuditAction, type AuditEventView, describePrincipal } from '@packyard/contracts';
import { type Command, InvalidArgumentError, Option } from 'commander';
import type { CommandContext } from '../command-context';
import { jsonOption, type OutputOptions, outputOption } from '../output/output-format';
import type { Column } from '../output/render';

interface AuditOptions extends OutputOptions {
  subject?: string;
  actor?: string;
  action?: AuditAction;
  limit: number;
}

export function addAuditCommand(program: Command, contextOf: () => CommandContext): void {
  program
    .command('audit')
    .description('list who changed what, newest first')
    .option('--subject <subject>', 'only changes of this, such as "pack slack" or "user ada"')
    .option('--actor <name>', 'only what this user or token did; token:12 or user:3 tells those of one name apart')
    .addOption(new Option('--action <action>', 'only this kind, such as login.fail').choices(AUDIT_ACTIONS))
    .option('--limit <count>', 'show at most this many, newest first', count, 20)
    .addOption(outputOption())
    .addOption(jsonOption())
    .action(async ({ subject, actor, action, limit, ...options }: AuditOptions) => {
      const { versions, show } = contextOf();
      const filter = {
        ...(subject === undefined ? {} : { subject }),
        ...(actor === undefined ? {} : { actor }),
        ...(action === undefined ? {} : { action }),
      };
      show(await versions.audit(filter, limit), options, { columns: EVENTS });
    });
}

const EVENTS: readonly Column<AuditEventView>[] = [
  ['ID', ({ id }) => String(id), 'wide'],
  ['WHEN', ({ last }) => last],
  ['WHO', ({ actor_kind: kind, actor_id: id, actor: name }) => describePrincipal({ kind, id, name })],
  ['FROM', ({ address }) => address],
  ['WHAT', ({ action, count: times }) => (times === 1 ? action : `${action} ×${times}`)],
  ['OF', ({ subject }) => subject],
  ['BEFORE', ({ before }) => shown(before)],
  ['AFTER', ({ after }) => shown(after)],
  ['FIRST', ({ created }) => created, 'wide'],
];

function shown(state: Record<string, unknown> | null): string {
  if (state === null) return '-';
  return Object.entries(state)
    .map(([name, value]) => `${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join(', ');
}

function count(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError('It has to be a whole number above 0.');
  return Number(text);
}
