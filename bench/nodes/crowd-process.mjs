// Simulated agents: each waits for what is wanted, reports what it shows, and again every 30 seconds. They fetch nothing.
import { Agent, request } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';

const WAIT_SECONDS = 50;
const REPORT_MS = 30_000;
const START_WITHIN_MS = 5000;
/** As agents ask: for what changed since what they have. */
const ACCEPT = 'application/vnd.packyard.wanted-changes+json, application/json';

const problems = {};
/** By generation: when each agent knew it, and the bytes of the bodies. */
const known = new Map();
let latest = { body: Buffer.alloc(0) };
let asked;
let agents = [];

process.on('message', (message) => {
  if (message.agents !== undefined) {
    agents = message.agents;
    for (const agent of agents) void live(agent, message.url);
  } else if (message.problems) process.send({ problems });
  else {
    asked = message.generation;
    answer();
  }
});

async function live({ name, token }, url) {
  const http = new Agent({ keepAlive: true });
  const call = (path, body) => send({ url: `${url}${path}`, token, http, body });
  await delay(Math.random() * START_WITHIN_MS);
  let shown;
  const report = () => call(`/api/v1/nodes/${name}`, reportOf(shown)).catch((error) => count(error.message));
  setInterval(report, REPORT_MS);
  for (;;) {
    try {
      const { status, body } = await call(
        `/api/v1/nodes/wanted?wait=${WAIT_SECONDS}${shown ? `&after=${shown.state}` : ''}`,
      );
      if (status !== 200) continue;
      shown = read(body);
      note(shown.generation, body.length);
      // Not awaited: an agent that reports goes on waiting.
      void report();
    } catch (error) {
      count(error.message);
      await delay((0.5 + Math.random()) * 1000);
    }
  }
}

/** Real agents unpack on machines of their own: here each answer is unpacked once. */
function read(body) {
  if (!body.equals(latest.body)) {
    const { state, generation } = JSON.parse(gunzipSync(body)).data;
    latest = { body, state, generation };
  }
  return { state: latest.state, generation: latest.generation };
}

function note(generation, bytes) {
  const one = known.get(generation) ?? { times: [], bytes: 0 };
  one.times.push(Date.now());
  one.bytes += bytes;
  known.set(generation, one);
  answer();
}

function answer() {
  const one = known.get(asked);
  if (one === undefined || one.times.length < agents.length) return;
  asked = undefined;
  process.send(one);
}

function count(reason) {
  problems[reason] = (problems[reason] ?? 0) + 1;
}

function reportOf(shown) {
  const generation = shown?.generation ?? null;
  const activity = shown === undefined ? 'working' : 'in_step';
  return { generation, target: generation, activity, failures: [], platform: 'linux-x64', version: '0.0.0' };
}

function send({ url, token, http, body }) {
  const text = body === undefined ? undefined : JSON.stringify(body);
  const headers = {
    accept: ACCEPT,
    authorization: `Bearer ${token}`,
    ...(text === undefined ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }),
  };
  return new Promise((resolve, reject) => {
    const order = { method: text === undefined ? 'GET' : 'PUT', headers, agent: http };
    const sent = request(url, order, (response) => {
      const parts = [];
      response.on('data', (part) => parts.push(part));
      response.on('error', reject);
      response.on('end', () => {
        const { statusCode: status } = response;
        if (status >= 300) reject(new Error(`${order.method} ${status}`));
        else resolve({ status, body: Buffer.concat(parts) });
      });
    });
    sent.on('error', reject).end(text);
  });
}
