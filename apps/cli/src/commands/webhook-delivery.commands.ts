import type { DeliveryView } from '@packyard/contracts';
import type { Command } from 'commander';
import type { CommandContext } from '../command-context';
import { fields } from '../output';
import { jsonOption, type OutputOptions, outputOption } from '../output/output-format';
import type { Column } from '../output/render';
import { oneLine } from '../progress/text';

const MOST = 100;

/** What a webhook was told. */
export function addDeliveryCommands(webhook: Command, contextOf: () => CommandContext): void {
  webhook
    .command('test <id>')
    .description('tell it something for trying out, and show how that went')
    .addOption(outputOption())
    .addOption(jsonOption())
    .action(async (id: string, options: OutputOptions) => {
      const { webhooks, show } = contextOf();
      show(await webhooks.test(id), options, { lines: linesOf });
    });
  webhook
    .command('deliveries <id>')
    .description(`list what it was told last, at most ${MOST}`)
    .addOption(outputOption())
    .addOption(jsonOption())
    .action(async (id: string, options: OutputOptions) => {
      const { webhooks, show } = contextOf();
      show(await webhooks.deliveries(id, MOST), options, { columns: DELIVERIES, nothing: 'It was told nothing yet.' });
    });
  webhook
    .command('resend <id> <delivery>')
    .description('tell it the same once more, and show how that went')
    .addOption(outputOption())
    .addOption(jsonOption())
    .action(async (id: string, delivery: string, options: OutputOptions) => {
      const { webhooks, show } = contextOf();
      show(await webhooks.resend(id, delivery), options, { lines: linesOf });
    });
}

function linesOf(view: DeliveryView): string[] {
  return fields([
    ['delivery', String(view.id)],
    ['event', view.type],
    ['status', view.status],
    ['attempts', String(view.attempt)],
    ['answer', answerOf(view)],
    ...(view.next === null ? [] : ([['next', view.next]] as [string, string][])),
  ]);
}

function answerOf({ response_status: status, response_body: body, problem }: DeliveryView): string {
  return oneLine([problem ?? String(status ?? ''), body ?? ''].filter((text) => text !== '').join(' '));
}

const DELIVERIES: readonly Column<DeliveryView>[] = [
  ['ID', ({ id }) => String(id)],
  ['EVENT', ({ type }) => type],
  ['STATUS', ({ status }) => status],
  ['ATTEMPTS', ({ attempt }) => String(attempt)],
  ['CREATED', ({ created }) => created],
  ['ANSWER', ({ response_status: status, problem }) => problem ?? String(status ?? '')],
  ['MESSAGE', ({ message_id: id }) => id, 'wide'],
  ['NEXT', ({ next }) => next, 'wide'],
];
