import { createServer } from 'node:http';
import { text as readText } from 'node:stream/consumers';
import type { DeliveryView, WebhookView } from '@packyard/contracts';
import { aPack, eventually, listenOnLoopback, type LoopbackServer } from '@packyard/testing';
import { Webhook } from 'standardwebhooks';
import { runPackyard } from './support/command-line';
import type { Service } from './support/service';
import { TestFixture } from './support/test-fixture';

interface Message {
  type: string;
  data: Record<string, unknown>;
}

describe('webhooks, by the command line', () => {
  const fixture = new TestFixture();
  const got: { message: Message; headers: Record<string, string>; body: string }[] = [];
  let endpoint: LoopbackServer;
  let service: Service;
  let secret: string;

  beforeAll(async () => {
    const server = createServer((request, response) => {
      void readText(request).then((body) => {
        got.push({ message: JSON.parse(body) as Message, headers: request.headers as Record<string, string>, body });
        response.end('thank you');
      });
    });
    endpoint = await listenOnLoopback(server);
    service = await fixture.start();
    aPack('slack').writeTo(fixture.path('slack'));
  });
  afterAll(() => endpoint.close());

  const packyard = (...words: string[]) => runPackyard(service, words, fixture.folder);
  const run = async <Answer>(...words: string[]): Promise<Answer> => {
    const { text, exitCode } = await packyard('webhook', ...words, '--json');
    expect([exitCode, text]).toEqual([0, expect.stringMatching(/^[[{]/)]);
    return JSON.parse(text) as Answer;
  };
  const types = () => got.map(({ message }) => message.type).sort();

  it('are set up, tried, and told of an install, each event once and signed', async () => {
    const made = await run<WebhookView & { secret: string }>(
      ...['create', `${endpoint.url}/hook`, 'execution.*', 'generation.create', 'pack.enable', 'pack.uninstall'],
    );
    secret = made.secret;
    expect(await run<DeliveryView>('test', String(made.id))).toMatchObject({
      status: 'delivered',
      response_status: 200,
      response_body: 'thank you',
    });
    const { id } = await service.install([fixture.path('slack')]);
    await eventually(() => expect(got).toHaveLength(4), 60_000);
    expect(types()).toEqual(['execution.completed', 'generation.create', 'pack.enable', 'webhook.test']);
    const ended = got.find(({ message }) => message.type === 'execution.completed');
    expect(ended?.message.data).toMatchObject({
      execution: id,
      action: 'core.install_packs',
      packs: [{ ref: 'slack', version: '1.0.0', status: 'completed' }],
    });
    for (const { body, headers } of got) expect(new Webhook(secret).verify(body, headers)).toBeDefined();
  });

  it('are told of what failed, and what was taken off', async () => {
    await service.install([fixture.path('missing')]);
    await packyard('pack', 'uninstall', 'slack', '--all', '--force');
    await eventually(() => expect(types().filter((type) => /failed|uninstall/.test(type))).toHaveLength(2), 60_000);
  });

  it('are listed with what they were told, without their secrets', async () => {
    const [webhook] = await run<WebhookView[]>('list');
    expect(webhook).toMatchObject({ url: `${endpoint.url}/hook`, enabled: true, created_by: 'admin' });
    const told = await eventually(async () => {
      const all = await run<DeliveryView[]>('deliveries', String(webhook?.id));
      expect(all.filter(({ status }) => status !== 'delivered')).toEqual([]);
      return all;
    }, 60_000);
    expect(told.map(({ message_id: id }) => id).sort()).toEqual(got.map(({ headers }) => headers['webhook-id']).sort());
    const first = told.at(-1);
    const again = await run<DeliveryView>('resend', String(webhook?.id), String(first?.id));
    expect(again).toMatchObject({ message_id: first?.message_id, attempt: 2, status: 'delivered' });
    expect(JSON.stringify([webhook, told])).not.toContain(secret);
    expect(service.log.join('')).not.toContain(secret);
  });

  it('are disabled, and deleted with what they were told', async () => {
    const [webhook] = await run<WebhookView[]>('list');
    const id = String(webhook?.id);
    expect(await run<WebhookView>('disable', id)).toMatchObject({ enabled: false });
    await run('delete', id);
    const { text, exitCode } = await packyard('webhook', 'show', id);
    expect([exitCode, text]).toEqual([2, expect.stringContaining(`There is no webhook ${id}.`)]);
  });

  it('says which events there are not', async () => {
    const { text, exitCode } = await packyard('webhook', 'create', endpoint.url, 'pack.explode');
    expect([exitCode, text]).toEqual([2, expect.stringContaining("'pack.explode'")]);
  });
});
