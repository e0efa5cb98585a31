import { NewWebhook, type WebhookView, type WebhookWithSecret } from '@packyard/contracts';
import { type Command, InvalidArgumentError } from 'commander';
import type { CommandContext } from '../command-context';
import { fields } from '../output';
import { jsonOption, type OutputOptions, outputOption } from '../output/output-format';
import type { Column } from '../output/render';
import { addDeliveryCommands } from './webhook-delivery.commands';

type Event = NewWebhook['events'][number];

const HELP = `
<event> is execution.completed, execution.failed, execution.cancelled, generation.create, or what the audit calls a change,
such as pack.enable; pack.* is all of one kind, and * all.

Example:
  packyard webhook create https://hooks.example.org/packyard execution.failed 'pack.*'`;

/** Who is told of what. */
export function addWebhookCommands(program: Command, contextOf: () => CommandContext): void {
  const webhook = program.command('webhook').description('addresses that are told of what happens');
  addCreateCommand(webhook, contextOf);
  webhook
    .command('list')
    .description('list the webhooks')
    .addOption(outputOption())
    .addOption(jsonOption())
    .action(async (options: OutputOptions) => {
      const { webhooks, show } = contextOf();
      const nothing = "Nobody is told of anything. Try: packyard webhook create URL 'execution.*'";
      show(await webhooks.list(), options, { columns: WEBHOOKS, nothing });
    });
  const acts = [
    ['show', 'show a webhook', (id) => contextOf().webhooks.show(id)],
    ['delete', 'delete a webhook, with all that it was told', (id) => contextOf().webhooks.remove(id)],
    ['enable', 'tell it again, also what has waited', (id) => contextOf().webhooks.update(id, { enabled: true })],
    ['disable', 'tell it nothing for a while', (id) => contextOf().webhooks.update(id, { enabled: false })],
    ['rotate', 'make a new secret; for a day, both are signed with', (id) => contextOf().webhooks.rotate(id)],
  ] satisfies [string, string, (id: string) => Promise<WebhookView>][];
  for (const [name, description, act] of acts) {
    webhook
      .command(`${name} <id>`)
      .description(description)
      .addOption(outputOption())
      .addOption(jsonOption())
      .action(async (id: string, options: OutputOptions) => {
        const done: WebhookView = await act(id);
        const lines = name === 'delete' ? () => [`webhook ${done.id} deleted`] : linesOf;
        contextOf().show(done, options, { lines });
      });
  }
  addDeliveryCommands(webhook, contextOf);
}

function addCreateCommand(webhook: Command, contextOf: () => CommandContext): void {
  webhook
    .command('create')
    .description('have an address told of events; its secret is shown this once')
    .argument('<url>', 'where it is told, by POST')
    .argument('<event...>', 'what it is told of', (text: string, former?: Event[]) => [
      ...(former ?? []),
      eventOf(text),
    ])
    .option('--description <text>', 'what it is for', '')
    .addOption(outputOption())
    .addOption(jsonOption())
    .addHelpText('after', HELP)
    .action(
      async (url: string, events: Event[], { description, ...options }: OutputOptions & { description: string }) =>
        contextOf().show(await contextOf().webhooks.create({ url, events, description }), options, { lines: linesOf }),
    );
}

function linesOf(view: WebhookView | WebhookWithSecret): string[] {
  const { disabled_because: because, failing_since: failing } = view;
  return fields([
    ['webhook', String(view.id)],
    ['url', view.url],
    ['events', view.events.join(', ')],
    ...(view.description === '' ? [] : ([['description', view.description]] as [string, string][])),
    ['enabled', view.enabled ? 'yes' : `no${because === null ? '' : `: ${because}`}`],
    ...(failing === null ? [] : ([['failing since', failing]] as [string, string][])),
    ...('secret' in view ? ([['secret', view.secret]] as [string, string][]) : []),
  ]);
}

const WEBHOOKS: readonly Column<WebhookView>[] = [
  ['ID', ({ id }) => String(id)],
  ['URL', ({ url }) => url],
  ['EVENTS', ({ events }) => events.join(', ')],
  ['ENABLED', ({ enabled }) => (enabled ? 'yes' : 'no')],
  ['FAILING SINCE', ({ failing_since: since }) => since ?? ''],
  ['DESCRIPTION', ({ description }) => description, 'wide'],
  ['CREATED', ({ created }) => created, 'wide'],
  ['BY', ({ created_by: by }) => by, 'wide'],
];

function eventOf(text: string): Event {
  const { data } = NewWebhook.shape.events.element.safeParse(text);
  if (data === undefined) throw new InvalidArgumentError('See packyard webhook create --help for what there is.');
  return data;
}
