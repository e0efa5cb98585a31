import 'reflect-metadata';
import { randomBytes } from 'node:crypto';
import type { Socket } from 'node:net';
import { type INestApplicationContext, Logger, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { Actor, DeliveryStatus } from '@packyard/contracts';
import { HttpPost, NetworkPolicy } from '@packyard/network';
import { ListeningSession } from '@packyard/pipeline';
import { SchemaModule } from '@packyard/schema';
import { SecretVault } from '@packyard/store';
import {
  createTestDatabase,
  eventually,
  type LoopbackServer,
  startRawServer,
  TcpGate,
  type TestDatabase,
} from '@packyard/testing';
import { Webhook } from 'standardwebhooks';
import { Notifications } from '../notifications';
import { DeliveriesService } from './deliveries.service';
import { DeliveryAttempt } from './delivery-attempt';
import type * as Schedule from './retry-schedule';
import { WebhookSender } from './webhook-sender';
import { WebhooksService } from './webhooks.service';

/** Nothing is sent again by itself while a test looks at it. */
jest.mock('./retry-schedule', () => {
  const { redeliveryDelayMs } = jest.requireActual<typeof Schedule>('./retry-schedule');
  return {
    redeliveryDelayMs: (attempt: number, requestedMs?: number) => {
      const delayMs = redeliveryDelayMs(attempt, requestedMs);
      return delayMs === undefined ? undefined : delayMs + 300_000;
    },
  };
});

const boss: Actor = { kind: 'token', id: 1, name: 'admin' };
const MAX_ATTEMPT_MS = 700;
const KEYS = { current: randomBytes(32), others: [], digests: randomBytes(32) };
const VAULT = new SecretVault({ read: () => KEYS });
const OK = 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok';

/** As many gateways as are asked for, which send what is due. */
class Gateways {
  private readonly open: INestApplicationContext[] = [];

  constructor(private readonly database: TestDatabase) {}

  async start(allowed = '127.0.0.0/8', { url } = this.database): Promise<INestApplicationContext> {
    @Module({})
    class Gateway {}
    const policy = new NetworkPolicy({ PACKYARD_ALLOW_PRIVATE_NETWORKS: allowed });
    const module = {
      module: Gateway,
      imports: [SchemaModule.forRoot(url)],
      providers: [
        { provide: NetworkPolicy, useValue: policy },
        { provide: Notifications, useValue: new Notifications(new ListeningSession(url)) },
        { provide: SecretVault, useValue: VAULT },
        { provide: DeliveryAttempt, useValue: new DeliveryAttempt(new HttpPost(policy), VAULT, MAX_ATTEMPT_MS) },
        WebhookSender,
        WebhooksService,
        DeliveriesService,
      ],
    };
    const app = await NestFactory.createApplicationContext(module, { logger: false, abortOnError: false });
    this.open.push(app);
    return app;
  }

  async stop(app: INestApplicationContext): Promise<void> {
    this.open.splice(this.open.indexOf(app), 1);
    await app.close();
  }

  async stopAll(): Promise<void> {
    await Promise.all(this.open.splice(0).map((app) => app.close()));
  }
}

interface Got {
  headers: Record<string, string>;
  body: string;
}

/** An endpoint that keeps what it got, and answers as it is told. */
class Endpoint {
  readonly got: Got[] = [];
  private constructor(private readonly server: LoopbackServer) {}

  static async start(answer: (socket: Socket, nth: number) => void = (socket) => socket.end(OK)): Promise<Endpoint> {
    const server = await startRawServer((socket, text) => {
      const keep = (all: string) => {
        const [head = '', body = ''] = all.split('\r\n\r\n');
        const lines = head.split('\r\n').slice(1);
        const headers = Object.fromEntries(
          lines.map((line) => [line.split(': ')[0] ?? '', line.replace(/^[^:]*: /, '')]),
        );
        if (Buffer.byteLength(body) < Number(headers['content-length'])) {
          socket.once('data', (chunk: Buffer) => keep(all + chunk.toString()));
          return;
        }
        endpoint.got.push({ headers, body });
        answer(socket, endpoint.got.length);
      };
      keep(text);
    });
    const endpoint: Endpoint = new Endpoint(server);
    return endpoint;
  }

  get url(): string {
    return this.server.url;
  }

  close(): Promise<void> {
    return this.server.close();
  }
}

describe('what webhooks are told', () => {
  let database: TestDatabase;
  let gateways: Gateways;
  let app: INestApplicationContext;
  const endpoints: Endpoint[] = [];

  beforeAll(async () => {
    database = await createTestDatabase();
    gateways = new Gateways(database);
    app = await gateways.start();
  });
  afterEach(async () => {
    await database.query('DELETE FROM webhook_delivery; DELETE FROM webhook; DELETE FROM audit_event');
    await Promise.all(endpoints.splice(0).map((endpoint) => endpoint.close()));
  });
  afterAll(async () => {
    await gateways.stopAll();
    await database.drop();
  });

  const service = () => app.get(WebhooksService);
  const endpoint = async (...answer: Parameters<typeof Endpoint.start>) => {
    const made = await Endpoint.start(...answer);
    endpoints.push(made);
    return made;
  };
  const webhook = async (url: string, events: string[] = ['*']) =>
    service().create({ url, events, description: '' }, boss);
  const audit = (action: string, subject = 'pack slack') =>
    database.query(`INSERT INTO audit_event (actor, action, subject) VALUES ('ada', $1, $2)`, [action, subject]);
  const deliveries = () =>
    database.query<{
      status: DeliveryStatus;
      attempt: number;
      problem: string | null;
      response_body: string;
      waits: number;
    }>(`SELECT *, extract(epoch FROM due_at - now())::double precision AS waits FROM webhook_delivery ORDER BY id`);
  const attempted = (attempts: number) =>
    eventually(async () => {
      const [row] = (await deliveries()).filter(
        ({ attempt, problem, status }) => attempt === attempts && (problem !== null || status === 'delivered'),
      );
      if (row === undefined) throw new Error(JSON.stringify(await deliveries()));
      return row;
    }, 30_000);
  const again = async () => {
    await database.query(`UPDATE webhook_delivery SET due_at = now(), problem = NULL WHERE status = 'pending'`);
    app.get(WebhookSender).wake();
  };

  it('is signed so that the library of the standard verifies it, and told once', async () => {
    const { url, got } = await endpoint();
    const { secret } = await webhook(url, ['pack.enable']);
    await audit('pack.enable');
    await attempted(1);
    expect(got).toHaveLength(1);
    const { headers, body } = got[0] as Got;
    expect(new Webhook(secret).verify(body, headers)).toMatchObject({
      type: 'pack.enable',
      data: { actor: 'ada', subject: 'pack slack' },
    });
    expect(() => new Webhook(secret).verify(`${body} `, headers)).toThrow();
    expect(headers['content-type']).toBe('application/json');
  });

  it.each([
    ['by name', ['pack.enable'], ['pack.enable']],
    ['by kind', ['pack.*'], ['pack.enable', 'pack.uninstall']],
    ['all', ['*'], ['pack.enable', 'pack.uninstall', 'user.create']],
  ])('is what was asked for: %s', async (_how, asked, told) => {
    const { got, url } = await endpoint();
    await webhook(url, asked);
    await database.query('DELETE FROM audit_event; DELETE FROM webhook_delivery');
    got.length = 0;
    for (const action of ['pack.enable', 'pack.uninstall', 'user.create']) await audit(action);
    await eventually(() => expect(got).toHaveLength(told.length), 30_000);
    expect(got.map(({ body }) => (JSON.parse(body) as { type: string }).type).sort()).toEqual(told);
  });

  it('is there only with what it tells of', async () => {
    await webhook((await endpoint()).url, ['pack.enable']);
    await database
      .query(
        `DO $$ BEGIN INSERT INTO audit_event (actor, action, subject) VALUES ('ada', 'pack.enable', 'x'); RAISE 'no'; END $$`,
      )
      .catch(() => undefined);
    expect(await deliveries()).toEqual([]);
  });

  const FAULTS: Record<string, [RegExp, (socket: Socket) => void]> = {
    'cuts the connection': [/ended the connection/, (socket) => socket.destroy()],
    'says nothing': [/did not answer within 0\.7 seconds/, () => undefined],
    'is too slow': [
      /did not answer within 0\.7 seconds/,
      (socket) => {
        socket.write('HTTP/1.1 200 OK\r\nx-slow: ');
        const timer = setInterval(() => socket.write('a'), 50);
        socket.on('close', () => clearInterval(timer));
      },
    ],
    'speaks another language': [/not HTTP/, (socket) => socket.end('220 mail.example.org ESMTP\r\n')],
    fails: [/answered 500/, (socket) => socket.end('HTTP/1.1 500 Oh\r\ncontent-length: 4\r\n\r\noops')],
    'leads elsewhere': [
      /answered 302; redirects are not followed/,
      (socket) => socket.end('HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1:1/\r\ncontent-length: 0\r\n\r\n'),
    ],
  };
  it.each(Object.entries(FAULTS))('is told again later when the endpoint %s', async (_what, [problem, answer]) => {
    const { url, got } = await endpoint((socket, nth) => (nth === 1 ? answer(socket) : socket.end(OK)));
    await webhook(url, ['pack.enable']);
    await audit('pack.enable');
    const failed = await attempted(1);
    expect(failed).toMatchObject({ status: 'pending', problem: expect.stringMatching(problem) as string });
    expect(failed.waits).toBeGreaterThan(200);
    expect((await service().list())[0]?.failingSince).not.toBeNull();
    await again();
    expect((await attempted(2)).status).toBe('delivered');
    expect(got[0]?.headers['webhook-id']).toBe(got[1]?.headers['webhook-id']);
    expect(got[0]?.body).toBe(got[1]?.body);
    await eventually(async () => expect((await service().list())[0]?.failingSince).toBeNull(), 30_000);
  });

  it('is told again later when nothing listens, and when it may not be connected to any more', async () => {
    const gone = await endpoint();
    await webhook(gone.url, ['pack.enable']);
    await gone.close();
    await audit('pack.enable');
    expect((await attempted(1)).problem).toMatch(/could not be told: nothing answers at its port \(ECONNREFUSED\)/);
    const strict = await gateways.start('10.0.0.0/8');
    await gateways.stop(app);
    app = strict;
    await again();
    expect((await attempted(2)).problem).toMatch(
      /^It may not be sent there: the network of 127\.0\.0\.1 is loopback\. To allow it, name its network in/,
    );
    await gateways.stop(strict);
    app = await gateways.start();
  });

  it('was taken when the endpoint says so, whatever comes after that', async () => {
    const { url } = await endpoint((socket) => socket.write('HTTP/1.1 200 OK\r\ncontent-length: 900\r\n\r\nthank you'));
    await webhook(url, ['pack.enable']);
    await audit('pack.enable');
    expect(await attempted(1)).toMatchObject({ status: 'delivered', response_body: 'thank you' });
  });

  it('is not set up for a private network that nobody allowed', async () => {
    const before = await service().list();
    const words =
      /^Webhooks may not be sent to http:\/\/10\.1\.2\.3\/hook\S*: the network of 10\.1\.2\.3 is private\.$/;
    const refused = { code: 'WEBHOOK_REFUSED', message: expect.stringMatching(words) as string };
    await expect(webhook('http://10.1.2.3/hook?token=hunter2')).rejects.toMatchObject(refused);
    await expect(webhook('http://10.1.2.3/hook?token=hunter2')).rejects.not.toThrow(/hunter2/);
    expect(await service().list()).toEqual(before);
  });

  it('comes when the endpoint asks for it to come', async () => {
    const late = 'HTTP/1.1 503 Busy\r\nretry-after: 600\r\ncontent-length: 0\r\n\r\n';
    await webhook((await endpoint((socket) => socket.end(late))).url, ['pack.enable']);
    await audit('pack.enable');
    expect((await attempted(1)).waits).toBeGreaterThan(800);
  });

  it('ends when the endpoint is gone, with a line in the audit; what waits is told when it is enabled again', async () => {
    const gone = 'HTTP/1.1 410 Gone\r\ncontent-length: 0\r\n\r\n';
    const { url, got } = await endpoint((socket, nth) => socket.end(nth === 1 ? gone : OK));
    const { row } = await webhook(url, ['pack.enable']);
    await audit('pack.enable');
    await eventually(async () => expect((await service().list())[0]?.isEnabled).toBe(false), 30_000);
    const [event] = await database.query<{ subject: string; after: { because: string } }>(
      `SELECT * FROM audit_event WHERE action = 'webhook.disable'`,
    );
    expect(event).toMatchObject({
      subject: `webhook ${row.id}`,
      after: { because: expect.stringMatching(/410/) as string },
    });
    await again();
    await audit('pack.enable');
    expect(await deliveries()).toHaveLength(1);
    const enabled = await service().update(String(row.id), { enabled: true }, boss);
    expect(enabled).toMatchObject({ isEnabled: true, disabledBecause: null, failingSince: null });
    await again();
    expect((await attempted(2)).status).toBe('delivered');
    expect(got).toHaveLength(2);
  });

  it('ends after days in which nothing came through', async () => {
    await webhook((await endpoint((socket) => socket.destroy())).url, ['pack.enable']);
    await database.query(`UPDATE webhook SET failing_since = now() - interval '6 days'`);
    await audit('pack.enable');
    await eventually(async () => expect((await service().list())[0]?.isEnabled).toBe(false), 30_000);
    expect((await service().list())[0]?.disabledBecause).toMatch(/6 days/);
  });

  it('fails for good after the last attempt, and can be sent again by hand', async () => {
    let isUp = false;
    const { url } = await endpoint((socket) => (isUp ? socket.end(OK) : socket.destroy()));
    const { row } = await webhook(url, ['pack.enable']);
    await audit('pack.enable');
    await attempted(1);
    await database.query('UPDATE webhook_delivery SET attempt = 10');
    await again();
    expect((await attempted(11)).status).toBe('failed');
    isUp = true;
    const [last] = await database.query<{ id: number }>('SELECT id FROM webhook_delivery');
    const sent = await app.get(DeliveriesService).resend(String(row.id), String(last?.id));
    expect(sent).toMatchObject({ status: 'delivered', attempt: 12, responseStatus: 200, responseBody: 'ok' });
  });

  it('is sent by one of several gateways, each time', async () => {
    const others = [await gateways.start(), await gateways.start()];
    const { url, got } = await endpoint();
    await webhook(url, ['pack.enable']);
    await Promise.all(Array.from({ length: 30 }, (_, index) => audit('pack.enable', `pack p${index}`)));
    await eventually(
      async () => expect((await deliveries()).every(({ status }) => status === 'delivered')).toBe(true),
      30_000,
    );
    expect(got).toHaveLength(30);
    expect(new Set(got.map(({ headers }) => headers['webhook-id'])).size).toBe(30);
    for (const other of others) await gateways.stop(other);
  });

  it('is given back by a gateway that ends, and taken over from one that died', async () => {
    let isSilent = true;
    const { url, got } = await endpoint((socket) => (isSilent ? undefined : socket.end(OK)));
    await webhook(url, ['pack.enable']);
    await audit('pack.enable');
    await eventually(() => expect(got).toHaveLength(1), 30_000);
    isSilent = false;
    await gateways.stop(app);
    app = await gateways.start();
    const sent = async () => {
      await again();
      expect((await deliveries())[0]?.status).toBe('delivered');
    };
    await eventually(sent, 30_000);
    const before = got.length;
    await database.query(`UPDATE webhook_delivery SET status = 'pending', due_at = now() + interval '1 minute'`);
    await eventually(sent, 30_000);
    expect(got.length).toBeGreaterThan(before);
  });

  it('is not lost when the database is away while it is told', async () => {
    const between = await TcpGate.start(database.url);
    await gateways.stop(app);
    app = await gateways.start('127.0.0.0/8', { url: between.url } as TestDatabase);
    const { url, got } = await endpoint((socket, nth) => {
      if (nth === 1) between.refuse();
      socket.end(OK);
    });
    await webhook(url, ['pack.enable']);
    await audit('pack.enable');
    await eventually(() => expect(got).toHaveLength(1), 30_000);
    between.open();
    await eventually(async () => {
      await again();
      expect(await deliveries()).toMatchObject([{ status: 'delivered', response_body: 'ok' }]);
    }, 60_000);
    await gateways.stop(app);
    app = await gateways.start();
    await between.close();
  });

  it('keeps nobody waiting for an endpoint that stalls', async () => {
    const stalled = await endpoint(() => undefined);
    const quick = await endpoint();
    await webhook(stalled.url, ['pack.enable']);
    await webhook(quick.url, ['pack.disable']);
    await database.query(
      `INSERT INTO audit_event (actor, action, subject) SELECT 'ada', 'pack.enable', 'x' FROM generate_series(1, 200)`,
    );
    await eventually(() => expect(stalled.got.length).toBeGreaterThan(0), 30_000);
    await audit('pack.disable');
    await eventually(() => expect(quick.got).toHaveLength(1), 30_000);
    expect((await deliveries()).filter(({ attempt }) => attempt === 0).length).toBeGreaterThan(0);
  });

  it('is signed with the former secret too for a day after a new one', async () => {
    const { url, got } = await endpoint();
    const { row, secret: former } = await webhook(url, ['pack.enable']);
    const { secret } = await service().rotate(String(row.id), boss);
    expect(secret).not.toBe(former);
    await audit('pack.enable');
    await attempted(1);
    for (const each of [former, secret]) {
      expect(new Webhook(each).verify(got[0]?.body ?? '', got[0]?.headers ?? {})).toBeDefined();
    }
  });

  it('shows nothing of its secrets, in rows, events or what the endpoint repeats', async () => {
    const echo = (text: string) => `HTTP/1.1 200 OK\r\ncontent-length: ${text.length}\r\n\r\n${text}`;
    const said = { text: '' };
    const { url } = await endpoint((socket) => socket.end(echo(said.text)));
    const { secret } = await webhook(`${url.replace('//', '//ada:hunter2@')}/hook?key=hunter3`, ['pack.enable']);
    said.text = `${secret} hunter2 hunter3 \u001b[2J ${'x'.repeat(5000)}`;
    await audit('pack.enable');
    const told = await attempted(1);
    expect(told.response_body.length).toBeLessThanOrEqual(1100);
    expect(told.response_body).not.toContain('\u001b');
    const rows = await database.query<{ text: string }>(
      `SELECT row_to_json(w)::text AS text FROM webhook w UNION ALL SELECT row_to_json(d)::text FROM webhook_delivery d
       UNION ALL SELECT row_to_json(e)::text FROM audit_event e`,
    );
    for (const { text } of rows)
      for (const hidden of [secret, 'hunter2', 'hunter3']) expect(text).not.toContain(hidden);
  });

  it('says of an address that has its secret in the path only where that is, in log, audit and what others are told', async () => {
    const warn = jest.spyOn(Logger.prototype, 'warn').mockReturnValue();
    const other = await endpoint();
    await webhook(other.url, ['webhook.*']);
    const gone = 'HTTP/1.1 410 Gone\r\ncontent-length: 0\r\n\r\n';
    const receiver = await endpoint((socket) => socket.end(gone));
    const { url } = receiver;
    const { row } = await webhook(`${url}/services/PATHSECRET456`, ['pack.enable']);
    await audit('pack.enable');
    await eventually(() => expect(JSON.stringify(other.got)).toContain('webhook.disable'), 30_000);
    await service().update(String(row.id), { enabled: true }, boss);
    await receiver.close();
    await again();
    await eventually(async () => expect(JSON.stringify(await deliveries())).toContain('ECONNREFUSED'), 30_000);
    const problems = await database.query('SELECT problem FROM webhook_delivery');
    const events = await database.query('SELECT before, after FROM audit_event');
    await eventually(() => expect(JSON.stringify(warn.mock.calls)).toContain('ECONNREFUSED'), 30_000);
    const said = JSON.stringify([problems, events, other.got, warn.mock.calls]);
    warn.mockRestore();
    expect(said).toContain(`Webhook ${row.id} (${url})`);
    expect(said).not.toContain('PATHSECRET456');
    expect((await service().find(String(row.id))).url).toBe(`${url}/services/PATHSECRET456`);
  });

  it('is forgotten with its webhook', async () => {
    const { row } = await webhook((await endpoint(() => undefined)).url, ['pack.enable']);
    await audit('pack.enable');
    await service().remove(String(row.id), boss);
    await audit('pack.enable');
    expect(await deliveries()).toEqual([]);
    await expect(service().find(String(row.id))).rejects.toMatchObject({ code: 'WEBHOOK_NOT_FOUND' });
  });
});
