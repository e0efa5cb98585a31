// A client as any other: it submits, waits for the end, and looks at what came out. Nothing that failed counts.
import { Agent, request } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';

const MAX_WAIT_MS = 600_000;

export class Client {
  agent = new Agent({ keepAlive: true, maxSockets: 64 });

  constructor(url, token) {
    this.url = url;
    this.headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  }

  /** Installs the packs as the command line does: submit, follow the events to the end, look. Returns milliseconds. */
  async install(packs, parameters) {
    const startedAt = performance.now();
    const id = await this.submit(packs, parameters);
    await this.end(id);
    const execution = await this.execution(id);
    const milliseconds = performance.now() - startedAt;
    check(execution, packs);
    return milliseconds;
  }

  /** The same, asking again and again instead of following the events. Returns how often it asked, too. */
  async installPolling(packs, everyMs) {
    const startedAt = performance.now();
    const id = await this.submit(packs);
    for (let polls = 1; ; polls += 1) {
      const execution = await this.execution(id);
      if (execution.finished_at !== null) {
        check(execution, packs);
        return { milliseconds: performance.now() - startedAt, polls };
      }
      await delay(everyMs);
    }
  }

  async submit(packs, parameters = {}) {
    const body = { action: 'core.install_packs', parameters: { packs, ...parameters } };
    return (await this.call('/api/v1/executions', body)).id;
  }

  async execution(id) {
    return this.call(`/api/v1/executions/${id}`);
  }

  /** The stream of events says when it is over. */
  async end(id) {
    const { status, text } = await this.send(`/api/v1/executions/${id}/events`);
    if (status !== 200 || !/^event: end$/m.test(text)) throw new Error(`The events of execution ${id} broke off.`);
  }

  async call(path, body) {
    const { status, text } = await this.send(path, body);
    if (status >= 300) throw new Error(`${path}: ${status} ${text}`);
    return JSON.parse(text).data;
  }

  async send(path, body) {
    const text = body === undefined ? undefined : JSON.stringify(body);
    const headers =
      text === undefined
        ? this.headers
        : { ...this.headers, 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) };
    const method = text === undefined ? 'GET' : 'POST';
    const signal = AbortSignal.timeout(MAX_WAIT_MS);
    return new Promise((resolve, reject) => {
      const call = request(`${this.url}${path}`, { method, headers, agent: this.agent, signal }, (response) => {
        let answer = '';
        response.setEncoding('utf8').on('data', (chunk) => (answer += chunk));
        response.on('end', () => resolve({ status: response.statusCode, text: answer })).on('error', reject);
      });
      call.on('error', reject).end(text);
    });
  }

  close() {
    this.agent.destroy();
  }
}

function check(execution, packs) {
  const completed = execution.packs.filter((pack) => pack.status === 'completed').length;
  if (execution.status === 'completed' && completed === packs.length) return;
  const failures = execution.packs.filter((pack) => pack.status !== 'completed');
  const [{ stage, error } = {}] = failures;
  const first = stage === undefined ? '' : ` The first of the others: ${stage}, ${error?.code} ${error?.message}`;
  throw new Error(
    `Execution ${execution.id} is ${execution.status}, with ${completed} of ${packs.length} packs.${first}`,
  );
}
