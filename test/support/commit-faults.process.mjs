// Loaded into a service before everything else (`--import`): says which files commit, and loses the connection at the commit
// of the file that a test names, before it is sent, before it is answered, or after it is answered.
import { AsyncLocalStorage } from 'node:async_hooks';
import { appendFileSync, existsSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, relative } from 'node:path';

const folder = process.env['PACKYARD_TEST_COMMITS'];
const dist = join(import.meta.dirname, '../../dist');
const require = createRequire(join(dist, 'apps/standalone/src/main.js'));
const { Client } = require('pg');
const { DataSource } = require('typeorm');

const ORDER = join(folder, 'order.json');
const SEEN = join(folder, 'seen.log');
// They commit for others: whoever calls them is the one who commits.
const FOR_OTHERS = /^libs\/schema\/src\/(unit-of-work\/|sql\.ts$|(prepared-statements|time-limited)-client\.ts$)/;
const WRITES = /^\s*(INSERT|UPDATE|DELETE|WITH[^]*?\b(INSERT INTO|UPDATE|DELETE FROM)\b)/i;
const ANSWER_MS = 100;
Error.stackTraceLimit = 60;

const committing = new AsyncLocalStorage();
const { transaction } = DataSource.prototype;
DataSource.prototype.transaction = function (...given) {
  return committing.run({ at: callerOf() }, () => transaction.apply(this, given));
};

// A transaction's statements are sent before its beginning is answered.
const inTransaction = new WeakSet();

const { query } = Client.prototype;
Client.prototype.query = function (...given) {
  const text = typeof given[0] === 'string' ? given[0] : given[0]?.text;
  const isEnd = text === 'COMMIT';
  if (text === 'START TRANSACTION') inTransaction.add(this);
  if (isEnd || text === 'ROLLBACK') inTransaction.delete(this);
  if (!isEnd && (inTransaction.has(this) || this.getTransactionStatus() !== 'I' || !WRITES.test(text)))
    return query.apply(this, given);
  const at = isEnd ? committing.getStore()?.at : callerOf();
  if (at === undefined) return query.apply(this, given);
  const kind = isEnd ? 'transaction' : 'statement';
  appendFileSync(SEEN, `${kind} ${at}\n`);
  const fault = orderFor(kind, at);
  if (fault === undefined) return query.apply(this, given);
  const { stream } = this.connection;
  if (fault === 'before') stream.destroy();
  const answer = query.apply(this, given);
  // Whatever is answered is not heard any more.
  if (fault === 'during') {
    stream.removeAllListeners('data');
    setTimeout(() => stream.destroy(), ANSWER_MS);
  }
  if (fault === 'after') void answer.finally(() => stream.destroy()).catch(() => undefined);
  return answer;
};

/** The nearest of our files, as it is called in the repository. */
function callerOf() {
  const files = [...(new Error().stack ?? '').matchAll(/\(?(?:file:\/\/)?(\/[^\s():]+\.js):\d+:\d+\)?/g)]
    .map(([, file]) => relative(dist, file).replace(/\.js$/, '.ts'))
    .filter((file) => /^(apps|libs)\//.test(file) && !FOR_OTHERS.test(file));
  return files[0];
}

function orderFor(kind, at) {
  if (!existsSync(ORDER)) return undefined;
  const order = JSON.parse(readFileSync(ORDER, 'utf8'));
  if (order.kind !== kind || order.at !== at) return undefined;
  rmSync(ORDER);
  return order.fault;
}
