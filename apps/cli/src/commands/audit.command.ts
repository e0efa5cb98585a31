import { AUDIT_ACTIONS, type AuditAction, describePrincipal } from '@packyard/contracts';
import { type Command, InvalidArgumentError, Option } from 'commander';
import type { Context } from '../context';
import { table } from '../output';

interface AuditOptions {
  subject?: string;
  actor?: string;
  action?: AuditAction;
  limit: number;
  json?: true;
}

export function addAuditCommand(program: Command, contextOf: () => Context): void {
  program
    .command('audit')
    .description('list who changed what, newest first')
    .option('--subject <subject>', 'only changes of this, such as "pack slack" or "user ada"')
    .option('--actor <name>', 'only what this user or token did; token:12 or user:3 tells those of one name apart')
    .addOption(new Option('--action <action>', 'only this kind, such as login.fail').choices(AUDIT_ACTIONS))
    .option('--limit <count>', 'show at most this many, newest first', count, 20)
    .option('--json', 'print JSON')
    .action(async ({ subject, actor, action, limit, json }: AuditOptions) => {
      const { versions, print, printJson, style } = contextOf();
      const filter = {
        ...(subject === undefined ? {} : { subject }),
        ...(actor === undefined ? {} : { actor }),
        ...(action === undefined ? {} : { action }),
      };
      const events = await versions.audit(filter, limit);
      if (json) {
        printJson(events);
        return;
      }
      const rows = events.map((event) => [
        event.last,
        describePrincipal({ kind: event.actor_kind, id: event.actor_id, name: event.actor }),
        event.address ?? '-',
        event.count === 1 ? event.action : `${event.action} ×${event.count}`,
        event.subject,
        shown(event.before),
        shown(event.after),
      ]);
      print(table(['WHEN', 'WHO', 'FROM', 'WHAT', 'OF', 'BEFORE', 'AFTER'], rows, style));
    });
}

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
