import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { reportError } from '@packyard/contracts';
import { temporaryFolder } from '@packyard/testing';
import { DownloadHarness } from './support/download-harness';
import { FAULTS, GIT_VERBS, type Scenario, DOWNLOAD_CALLS } from './support/download-calls';

const root = resolve(__dirname, '..');
const LIMITS = {
  PACKYARD_STALL_SECONDS: 1,
  PACKYARD_INDEX_SECONDS: 8,
  PACKYARD_READ_SECONDS: 8,
  PACKYARD_MAX_DOWNLOAD_BYTES: 300_000,
};
/** For what goes on slowly, as all of it does on a busy machine. */
const PATIENT = { ...LIMITS, PACKYARD_INDEX_SECONDS: 120, PACKYARD_READ_SECONDS: 120 };
// What is stalled ends by the limits above, in two tries; without an end it would take for ever.
const MAX_MS = 60_000;
const ABORT_AFTER_MS = 250;
// Git is asked first, and ended after three seconds.
const SHUTDOWN_TIMEOUT_MS = 10_000;
/** How code gets hold of what is outside of its process. */
const OUTSIDE =
  /from '(undici|node:(dns|net|tls|http|https|http2|dgram|child_process)[^']*|simple-git|yauzl)'|\b(runCommand|new ReaderPool|copyTree)\(|\.download\(|http\.ask\(/;
/** What only looks like it: types, and functions that call nobody. */
const INSIDE =
  /import (type [^;]*|\{ (type \w+, )?(isIP|errors|rootCertificates|getFileNameLowLevel|createSecureContext)(, type \w+)? \} from [^;]*|\{ (type \w+(, )?)+ \} from [^;]*);|\/\*\*[\s\S]*?\*\//g;
/** What is no call of a download: made by hand, by clients, by webhooks, or through the proxy of builds, which have faults of their own. */
const OF_OTHERS = /spec\.ts$|\/build-index|pack-folder-archive|http-post|\/build-proxy\//;

const WARNING = {
  keys: () => Promise.resolve([]),
  policies: () => Promise.resolve([{ appliesTo: 'source', pattern: '*', mode: 'warn', keys: null } as const]),
  noteIndex: (_url: string, seen: { registry: string; serial: number }) => Promise.resolve(seen),
};

describe('a call to the outside', () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'index'));
  const allowedSigners = join(folder, 'allowed_signers');
  writeFileSync(allowedSigners, '');

  const run = async ({ source, registry, seconds, asksForSignature, ends }: Scenario, signal?: AbortSignal) => {
    const home = mkdtempSync(join(folder, 'home-'));
    const registries = registry === undefined ? [] : [registry];
    const harness = new DownloadHarness({
      home,
      roots: [folder],
      limits: ends === 'WHOLE' ? PATIENT : LIMITS,
      registries,
      ...(asksForSignature && { trust: WARNING, allowedSigners }),
    });
    const given = { ...(signal && { signal }), ...(seconds !== undefined && { seconds }) };
    const error: unknown = await harness.download(source, given).catch((thrown: unknown) => thrown);
    return {
      error,
      code: error === undefined ? 'WHOLE' : reportError(error).code,
      left: readdirSync(join(home, 'staging/1')),
    };
  };

  const cases = DOWNLOAD_CALLS.flatMap((call) =>
    Object.entries(call.faults).flatMap(([fault, make]) =>
      typeof make === 'string' ? [] : [[`${call.name} × ${fault}`, make] as const],
    ),
  );
  it.each(cases)('ends in words, in time, with nothing left: %s', async (name, make) => {
    const scenario = await make(folder);
    const startedAt = Date.now();
    const { error, code, left } = await run(scenario);
    const tookMs = Date.now() - startedAt;
    await scenario.close?.();
    if (!scenario.ends.split('|').includes(code)) throw new Error(`${name} ended as ${code}`, { cause: error });
    expect(code === 'WHOLE' ? [] : left).toEqual([]);
    if (code !== 'WHOLE') expect(tookMs).toBeLessThan(MAX_MS);
  });

  const stalls = DOWNLOAD_CALLS.flatMap((call) => {
    const make = call.aborted ?? call.faults.stalled;
    return typeof make === 'string' ? [] : [[`${call.name} × aborted`, make] as const];
  });
  it.each(stalls)('is given up at once: %s', async (_name, make) => {
    const scenario = await make(folder);
    const abort = new AbortController();
    const running = run(scenario, abort.signal);
    await new Promise((done) => setTimeout(done, ABORT_AFTER_MS));
    const startedAt = Date.now();
    abort.abort(new Error('enough'));
    const { error, left } = await running;
    await scenario.close?.();
    expect(error).toMatchObject({ message: 'enough' });
    expect(left).toEqual([]);
    expect(Date.now() - startedAt).toBeLessThan(SHUTDOWN_TIMEOUT_MS);
  });

  it('has every fault, or says why it can have none', () => {
    for (const { name, faults, aborted } of DOWNLOAD_CALLS) {
      expect([name, ...Object.keys(faults), 'aborted'].sort()).toEqual([name, ...FAULTS].sort());
      const missing = Object.entries(faults).flatMap(([fault, make]) =>
        typeof make === 'string' ? [`${fault}: ${make}`] : [],
      );
      if (missing.length > 0) console.info(`${name} is not tried: ${missing.join('; ')}`);
      expect(aborted ?? typeof faults.stalled !== 'string').toBeTruthy();
    }
  });

  it('is among the calls that are tried', () => {
    const tried = new Set(DOWNLOAD_CALLS.flatMap(({ at }) => at));
    const found = ['apps/downloader/src', 'libs/network/src', 'libs/registry/src']
      .flatMap((at) =>
        readdirSync(join(root, at), { recursive: true, encoding: 'utf8' }).map((name) => `${at}/${name}`),
      )
      .filter((path) => path.endsWith('.ts') && !OF_OTHERS.test(path))
      .filter((path) => OUTSIDE.test(readFileSync(join(root, path), 'utf8').replace(INSIDE, '')));
    expect(found.sort()).toEqual([...tried].sort());
  });

  it('to git is tried for every command that git is given', () => {
    const all = readdirSync(join(root, 'apps/downloader/src/git'), { recursive: true, encoding: 'utf8' });
    const sources = all.filter((name) => /(?<!spec)\.ts$/.test(name));
    const given = sources.flatMap((name) => {
      const text = readFileSync(join(root, 'apps/downloader/src/git', name), 'utf8');
      return [...text.matchAll(/\[\s*'([a-z-]+)', '-/g)].map(([, verb = '']) => verb);
    });
    expect([...new Set(given)].sort()).toEqual([...GIT_VERBS].sort());
  });
});
