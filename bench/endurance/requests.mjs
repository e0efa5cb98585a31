// Requests for several packs each, submitted until the service has surely taken them.
import { setTimeout as delay } from 'node:timers/promises';

const PACKS = 30;
const MAX_PER_REQUEST = 4;

export class Requests {
  /** By their idempotency keys: the id, and the packs with their versions. */
  submitted = new Map();
  made = 0;

  constructor(cluster, random) {
    this.cluster = cluster;
    this.random = random;
  }

  async submitUntil(until, atOnce) {
    const line = async () => {
      while (Date.now() < until) {
        const request = this.next();
        const id = await this.submit(request);
        this.submitted.set(request.key, { ...request, id });
        await this.endOf(id, until);
      }
    };
    await Promise.all(Array.from({ length: atOnce }, line));
  }

  /** Each request asks for versions that no other does. */
  next() {
    this.made += 1;
    const refs = new Set();
    const count = 1 + Math.floor(this.random() * MAX_PER_REQUEST);
    while (refs.size < count) refs.add(`pack_${Math.floor(this.random() * PACKS)}`);
    const version = `1.0.${this.made}`;
    return { key: `request-${this.made}`, refs: [...refs], version, atomic: this.random() < 0.3 };
  }

  /** Again and again until there is an answer: the key makes that harmless. */
  async submit({ key, refs, version, atomic }) {
    const packs = refs.map((ref) => this.cluster.origin.urlOf(ref, version));
    const body = JSON.stringify({ action: 'core.install_packs', parameters: { packs, atomic } });
    for (;;) {
      const response = await this.call('/api/v1/executions', {
        method: 'POST',
        body,
        headers: { 'idempotency-key': key },
      });
      if (response?.data?.id !== undefined) return response.data.id;
      if (response?.status >= 400 && response.status < 500) throw new Error(JSON.stringify(response));
      await delay(100);
    }
  }

  async endOf(id, until) {
    for (;;) {
      const response = await this.call(`/api/v1/executions/${id}`);
      if (response?.data?.finished_at != null) return true;
      if (Date.now() > until) return false;
      await delay(200);
    }
  }

  /** Those that have not ended after the time, in words. */
  async unended(milliseconds) {
    const until = Date.now() + milliseconds;
    const open = [];
    for (const { id } of this.submitted.values()) {
      if (!(await this.endOf(id, until))) open.push(`execution ${id} has not ended`);
    }
    return open;
  }

  async ends() {
    const rows = await this.cluster.query(
      'SELECT status, count(*)::integer AS count FROM execution GROUP BY 1 ORDER BY 1',
    );
    return rows.map(({ status, count }) => `${count} ${status}`).join(', ');
  }

  async call(path, { headers, ...init } = {}) {
    try {
      const response = await fetch(`${this.cluster.url}${path}`, {
        ...init,
        headers: { authorization: `Bearer ${this.cluster.token}`, 'content-type': 'application/json', ...headers },
        signal: AbortSignal.timeout(20_000),
      });
      return { status: response.status, ...(await response.json()) };
    } catch {
      // It is being killed, or started.
      return undefined;
    }
  }
}
