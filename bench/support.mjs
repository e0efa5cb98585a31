// What the benchmarks have in common: a service of their own, and its HTTP API.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** Starts all of it in one process. */
export const MAIN = fileURLToPath(new URL('../dist/services/standalone.js', import.meta.url));

/** Starts the standalone app on a home of its own; `main` is that of another version. */
export async function startService(home, environment = {}, main = MAIN) {
  const service = spawn(process.execPath, [main], {
    env: {
      ...process.env,
      PACKYARD_HOME: home,
      PACKYARD_PORT: '0',
      PACKYARD_RATE_LIMIT_LOGINS: '1000000',
      PACKYARD_RATE_LIMIT_WRITES: '1000000',
      PACKYARD_RATE_LIMIT_READS: '1000000',
      PACKYARD_ALLOW_PRIVATE_NETWORKS: 'true',
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const url = await new Promise((resolve, reject) => {
    service.once('exit', (code) =>
      reject(new Error(`The service ended with code ${code}; is it built (npm run build)?`)),
    );
    createInterface(service.stdout).on('line', (line) => {
      const [, address] = /^packyard ready (\S+)$/.exec(line) ?? [];
      if (address !== undefined) resolve(address);
    });
  });
  service.removeAllListeners('exit');
  return new Api(service, url, readFileSync(join(home, 'admin-token'), 'utf8').trim());
}

class Api {
  constructor(service, url, token) {
    this.service = service;
    this.url = url;
    this.token = token;
  }

  /** Runs an action to its end. Returns the execution, with how long it took as seen from here. */
  async execute(action, parameters) {
    const startedAt = performance.now();
    const { id } = await this.call('/api/v1/executions', { action, parameters });
    await this.end(id);
    const execution = await this.call(`/api/v1/executions/${id}`);
    return { ...execution, milliseconds: performance.now() - startedAt };
  }

  async stop() {
    const gone = new Promise((resolve) => this.service.once('exit', resolve));
    this.service.kill('SIGTERM');
    await gone;
  }

  /** The stream of events ends with the execution. */
  async end(id) {
    const response = await fetch(`${this.url}/api/v1/executions/${id}/events`, { headers: this.headers() });
    await response.text();
  }

  async call(path, body, method = body === undefined ? 'GET' : 'POST') {
    const response = await fetch(`${this.url}${path}`, {
      method,
      headers: { ...this.headers(), 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const answer = await response.json();
    if (!response.ok) throw new Error(`${path}: ${answer.message}`);
    return answer.data;
  }

  headers() {
    return { authorization: `Bearer ${this.token}` };
  }
}
