import { execFileSync } from 'node:child_process';
import dns from 'node:dns/promises';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import { dirname, join } from 'node:path';
import type { Source } from '@packyard/contracts';
import { aPack, startGitServer } from '@packyard/testing';
import { GitDriver } from './git-driver';
import {
  accepting,
  closedPort,
  gitThat,
  largeFolder,
  largeIndex,
  largePackBytes,
  OK,
  packBytes,
  type Place,
  raw,
  strikeReader,
  tlsServer,
} from './download-faults';

export const FAULTS = ['refused', 'cut', 'slow', 'stalled', 'aborted'] as const;
export type Fault = (typeof FAULTS)[number];

export interface Scenario {
  source: Source;
  /** Codes of which one is what the task fails with; `WHOLE` when nothing is wrong in the end. */
  ends: string;
  registry?: string;
  /** Signatures are asked for, and missing ones warned of. */
  asksForSignature?: true;
  /** The action's own time limit, for what no other setting ends. */
  seconds?: number;
  close?: () => unknown;
}

/** One kind of call to the outside. */
export interface DownloadCall {
  name: string;
  /** Where it is made: the files that get hold of what is outside. */
  at: readonly string[];
  /** How it goes wrong; why it can't, as a text. An abort comes while it stalls, unless it is listed. */
  faults: Record<Exclude<Fault, 'aborted'>, ((folder: string) => Promise<Scenario>) | string>;
  aborted?: (folder: string) => Promise<Scenario>;
}

const DOWN = 'SOURCE_UNAVAILABLE';
const HTTP = [
  'libs/network/src/http-client.ts',
  'libs/network/src/http-connection.ts',
  'libs/registry/src/registry-http-client.ts',
  // Also by the faults of its own spec, of each of its files.
  'apps/downloader/src/delta/delta-fetcher.ts',
  'apps/downloader/src/sources/archive-url.source.ts',
  'apps/downloader/src/sources/bundle-config.source.ts',
  'apps/downloader/src/git/git-access.ts',
  'apps/downloader/src/git/lfs/lfs-files.ts',
  'apps/downloader/src/git/lfs/lfs-login.ts',
  'apps/downloader/src/git/lfs/lfs-server.ts',
  'apps/downloader/src/sources/oci-artifact.source.ts',
  'apps/downloader/src/sources/s3-object.source.ts',
  'libs/network/src/oci/oci-session.ts',
  'libs/network/src/oci/oci-storage.ts',
];
const body = () => packBytes();
const headOf = (content: Buffer) => `${OK}Connection: close\r\nContent-Length: ${content.length}\r\n\r\n`;
const archive = async (place: Promise<Place>, ends: string): Promise<Scenario> => {
  const { url, close } = await place;
  return { source: { kind: 'archive', url }, ends, close };
};
const later = (ms: number, work: () => unknown) => void setTimeout(work, ms);
const redirect = (socket: Socket, to: string) =>
  socket.end(`HTTP/1.1 302 Found\r\nLocation: ${to}\r\nContent-Length: 0\r\n\r\n`);
const silent = (scheme?: string) => accepting(() => undefined, scheme);
const serving = () => raw((socket) => socket.end(Buffer.concat([Buffer.from(headOf(body())), body()])));

/** The next look-ups are answered like this. */
async function named(answer: () => Promise<{ address: string; family: number }[]>, ends: string): Promise<Scenario> {
  const { url, close } = await serving();
  const spy = jest.spyOn(dns, 'lookup').mockImplementation(answer as never);
  const end = () => {
    spy.mockRestore();
    return close();
  };
  return { source: { kind: 'archive', url: url.replace('127.0.0.1', `h${Date.now()}.example`) }, ends, close: end };
}
const here = [{ address: '127.0.0.1', family: 4 }];

async function redirecting(to: () => Promise<Place>, ends: string): Promise<Scenario> {
  const target = await to();
  const from = await raw((socket) => redirect(socket, target.url));
  return { source: { kind: 'archive', url: from.url }, ends, close: () => [from.close(), target.close()] };
}

const fault = (kind: string) => Object.assign(new Error(kind), { code: kind });

const HTTP_CALLS: DownloadCall[] = [
  {
    name: 'look-up',
    at: ['libs/network/src/host-lookup.ts'],
    faults: {
      refused: () => named(() => Promise.reject(fault('ENOTFOUND')), DOWN),
      cut: () => named(() => Promise.reject(fault('EAI_AGAIN')), DOWN),
      slow: () => named(() => new Promise((resolve) => setTimeout(resolve, 300, here)), 'WHOLE'),
      stalled: () => named(() => new Promise(() => undefined), DOWN),
    },
  },
  {
    name: 'connect',
    at: HTTP,
    faults: {
      refused: () => archive(closedPort(), DOWN),
      cut: () =>
        archive(
          accepting((socket) => void socket.resetAndDestroy()),
          DOWN,
        ),
      slow: () => named(() => Promise.resolve([{ address: '::1', family: 6 }, ...here]), 'WHOLE'),
      stalled: () => archive(silent(), DOWN),
    },
  },
  {
    name: 'TLS',
    at: HTTP,
    faults: {
      refused: () =>
        archive(
          accepting((socket) => socket.end('HTTP/1.1 400 No\r\n\r\n'), 'https'),
          DOWN,
        ),
      cut: () =>
        archive(
          accepting((socket) => socket.once('data', () => socket.resetAndDestroy()), 'https'),
          DOWN,
        ),
      slow: () => archive(tlsServer(body(), 300), 'WHOLE'),
      stalled: () => archive(silent('https'), DOWN),
    },
  },
  {
    name: 'headers',
    at: HTTP,
    faults: {
      refused: () =>
        archive(
          raw((socket) => socket.end('HTTP/1.1 503 No\r\n\r\n')),
          DOWN,
        ),
      cut: () =>
        archive(
          raw((socket) => socket.write(`${OK}X-Half`, () => socket.resetAndDestroy())),
          DOWN,
        ),
      slow: () =>
        archive(
          raw((socket) => later(300, () => socket.end(Buffer.concat([Buffer.from(headOf(body())), body()])))),
          'WHOLE',
        ),
      stalled: () =>
        archive(
          raw((socket) => socket.write(`${OK}X-Half`)),
          DOWN,
        ),
    },
  },
  {
    name: 'body',
    at: HTTP,
    faults: {
      refused: () =>
        archive(
          raw((socket) => socket.end(`${OK}Connection: close\r\n\r\n${'x'.repeat(400_000)}`)),
          'LIMIT_EXCEEDED',
        ),
      cut: () =>
        archive(
          raw((socket) => socket.write(`${headOf(body())}half`, () => socket.destroy())),
          DOWN,
        ),
      slow: () =>
        archive(
          raw((socket) => socket.write(headOf(body()), () => byByte(socket, body()))),
          'WHOLE',
        ),
      stalled: () =>
        archive(
          raw((socket) => socket.write(`${headOf(body())}half`)),
          DOWN,
        ),
    },
  },
  {
    name: 'redirect',
    at: HTTP,
    faults: {
      refused: () =>
        archive(
          raw((socket) => redirect(socket, 'file:///etc/passwd')),
          'SOURCE_FORBIDDEN',
        ),
      cut: () => redirecting(closedPort, DOWN),
      slow: () =>
        redirecting(
          () => raw((socket) => later(300, () => socket.end(Buffer.concat([Buffer.from(headOf(body())), body()])))),
          'WHOLE',
        ),
      stalled: () => redirecting(silent, DOWN),
    },
  },
];

/** An object of a store, which says in words why it refuses. */
const object = async (place: Promise<Place>, ends: string): Promise<Scenario> => {
  const { url, close } = await place;
  return { source: { kind: 's3', url: url.replace(/^(http:..[^/]+)/, 's3+$1/bucket') }, ends, close };
};
const REFUSAL =
  'HTTP/1.1 403 No\r\nConnection: close\r\nContent-Length: 49\r\n\r\n<Error><Code>InvalidAccessKeyId</Code>';
const OBJECT_CALL: DownloadCall = {
  name: 'object',
  at: ['apps/downloader/src/sources/s3-object.source.ts'],
  faults: {
    refused: () =>
      object(
        raw((socket) => socket.end(`${REFUSAL}   </Error>`)),
        'SOURCE_AUTHENTICATION_FAILED',
      ),
    cut: () =>
      object(
        raw((socket) => socket.write(REFUSAL, () => socket.destroy())),
        DOWN,
      ),
    slow: () =>
      object(
        raw((socket) => socket.write(headOf(body()), () => byByte(socket, body()))),
        'WHOLE',
      ),
    stalled: () =>
      object(
        raw((socket) => socket.write(REFUSAL)),
        DOWN,
      ),
  },
};

/** What a repository has, which is asked before git is. */
async function referring(answer: (socket: Socket, refs: string) => unknown, ends: string, folder: string) {
  const repositories = mkdtempSync(join(folder, 'repositories-'));
  publishInParts(repositories);
  const server = await startGitServer(repositories);
  const refs = `${server.url}/honest.git/info/refs?service=git-upload-pack`;
  const { url, close } = await raw((socket) => answer(socket, refs));
  return { source: { kind: 'git' as const, url }, ends, close: () => [close(), server.close()] };
}
const REFERENCES = `${OK}Content-Type: application/x-git-upload-pack-advertisement\r\nContent-Length: 900\r\n\r\n001e#`;
const REFERENCES_CALL: DownloadCall = {
  name: 'references',
  at: ['apps/downloader/src/git/git-access.ts'],
  faults: {
    refused: (folder) => referring((socket) => socket.end('HTTP/1.1 503 No\r\n\r\n'), DOWN, folder),
    cut: (folder) => referring((socket) => socket.write(REFERENCES, () => socket.destroy()), DOWN, folder),
    slow: (folder) => referring((socket, refs) => later(300, () => redirect(socket, refs)), 'WHOLE', folder),
    stalled: (folder) => referring((socket) => socket.write(REFERENCES), DOWN, folder),
  },
};

const SIGNED_TAG = 'signed';
/** A bundle's config, which is fetched like everything else. */
const withGit =
  (verb: string, script: string, ends: string) =>
  async (folder: string): Promise<Scenario> => {
    const repositories = mkdtempSync(join(folder, 'repositories-'));
    const repository = join(repositories, 'honest.git');
    publishInParts(repositories);
    const server = await startGitServer(repositories);
    // What a number stands for is asked only where one was given.
    const head = execFileSync('git', ['-C', repository, 'rev-parse', 'HEAD'], { encoding: 'utf8' }).trim();
    const wanted = {
      ...(LOCAL_VERBS.includes(verb) ? { refSpec: head } : {}),
      ...(SIGNATURE_VERBS.includes(verb) ? { refSpec: SIGNED_TAG } : {}),
      ...(verb === 'config' ? { submodules: true } : {}),
      ...(verb === 'ls-files' ? { lfs: true } : {}),
    };
    const path = process.env['PATH'];
    process.env['PATH'] = `${gitThat(folder, verb, script)}:${path ?? ''}`;
    const close = () => [(process.env['PATH'] = path), server.close()];
    const seconds = ends === 'TIMED_OUT' ? 2 : 30;
    const asked = SIGNATURE_VERBS.includes(verb) ? { asksForSignature: true as const } : {};
    // A server says what it has when it is asked for the way; other repositories git has to ask.
    const source: Source =
      verb === 'ls-remote'
        ? { kind: 'local', path: repository }
        : { kind: 'git', url: `${server.url}/honest.git`, ...wanted };
    return { source, ends, seconds, close, ...asked };
  };

/** Where they lie that git made, by the folder of the spec: it starts a dozen programs for them. */
const made = new Map<string, string>();

/** A pack in a repository with a submodule, which is another one. */
function publishInParts(repositories: string): void {
  const folder = dirname(repositories);
  const there = made.get(folder) ?? makeInParts(mkdtempSync(join(folder, 'made-')));
  made.set(folder, there);
  cpSync(there, repositories, { recursive: true });
}

function makeInParts(repositories: string): string {
  const driver = new GitDriver(`${repositories}.driver`);
  const library = aPack('library').writeTo(driver.path('library'));
  const commit = driver.commit(library);
  driver.publish(library, join(repositories, 'library.git'));
  const modules = '[submodule "library"]\n\tpath = library\n\turl = ../library.git\n';
  const pack = aPack('honest').withFile('.gitmodules', modules).writeTo(driver.path('pack'));
  driver.commit(pack);
  driver.link(pack, 'library', commit);
  driver.run(pack, 'commit', '--quiet', '--message=linked');
  // Looks signed, as far as git needs to be asked.
  driver.run(pack, 'tag', '-a', '-m', '-----BEGIN SSH SIGNATURE-----', SIGNED_TAG);
  driver.publish(pack, join(repositories, 'honest.git'));
  return repositories;
}

/** Asked where a signature is: of the commit, then of the tag. */
const SIGNATURE_VERBS = ['log', 'cat-file', 'verify-tag'];
export const GIT_VERBS = [
  'ls-remote',
  'fetch',
  'rev-parse',
  'ls-tree',
  'checkout',
  'config',
  'ls-files',
  ...SIGNATURE_VERBS,
];
const LOCAL_VERBS = ['rev-parse'];
/** A tag that could not be verified is not verified, which is warned of. */
const endOf = (verb: string, code: string) => (verb === 'verify-tag' ? 'WHOLE' : code);
const GIT_CALLS = GIT_VERBS.map((verb): DownloadCall => ({
  name: `git ${verb}`,
  at: [`apps/downloader/src/git/${LOCAL_VERBS.includes(verb) ? 'local-git' : 'git-command'}.ts`],
  faults: {
    refused: withGit(
      verb,
      'echo "fatal: Authentication failed" >&2; exit 128',
      endOf(verb, 'SOURCE_AUTHENTICATION_FAILED'),
    ),
    cut: withGit(verb, 'kill -9 $$', endOf(verb, DOWN)),
    slow: withGit(verb, 'sleep 0.3', 'WHOLE'),
    stalled: withGit(verb, 'exec sleep 300', 'TIMED_OUT'),
  },
}));

const unpacking =
  (content: () => Buffer, ends: string, strike?: NodeJS.Signals) =>
  (folder: string): Promise<Scenario> => {
    const file = join(mkdtempSync(join(folder, 'archive-')), 'a.tgz');
    writeFileSync(file, content());
    const close = strike === undefined ? undefined : strikeReader('reading.process', strike);
    return Promise.resolve({ source: { kind: 'local', path: file }, ends, ...(close && { close }) });
  };
const inspecting =
  (strike: NodeJS.Signals) =>
  (folder: string): Promise<Scenario> => {
    const path = largeFolder(folder);
    const close = strikeReader('reading.process', strike);
    return Promise.resolve({ source: { kind: 'local', path }, ends: 'LIMIT_EXCEEDED', close });
  };
const copying =
  (fill: (path: string) => void, ends: string) =>
  (folder: string): Promise<Scenario> => {
    const path = mkdtempSync(join(folder, 'copied-'));
    aPack('honest').writeTo(path);
    fill(path);
    return Promise.resolve({ source: { kind: 'local', path }, ends });
  };
const READER = ['apps/downloader/src/reading/content-reader.ts', 'apps/downloader/src/reading/unpack-zip.ts'];
const DISK_CALLS: DownloadCall[] = [
  {
    name: 'unpack',
    at: READER,
    faults: {
      refused: unpacking(() => Buffer.from('garbage'), 'ARCHIVE_INVALID'),
      cut: unpacking(largePackBytes, 'LIMIT_EXCEEDED', 'SIGKILL'),
      slow: unpacking(largePackBytes, 'WHOLE'),
      stalled: unpacking(largePackBytes, 'LIMIT_EXCEEDED', 'SIGSTOP'),
    },
  },
  {
    name: 'inspect',
    at: READER,
    faults: {
      refused: copying((path) => writeFileSync(join(path, 'pack.yaml'), '1'), 'MANIFEST_INVALID'),
      cut: inspecting('SIGKILL'),
      slow: (folder) => Promise.resolve({ source: { kind: 'local', path: largeFolder(folder) }, ends: 'WHOLE' }),
      stalled: inspecting('SIGSTOP'),
    },
  },
  {
    name: 'copy',
    at: ['apps/downloader/src/sources/local-path.source.ts', 'apps/downloader/src/destination-copy.ts'],
    faults: {
      refused: () => Promise.resolve({ source: { kind: 'local', path: '/etc' }, ends: 'SOURCE_FORBIDDEN' }),
      cut: copying((path) => rmSync(join(path, 'pack.yaml')), 'MANIFEST_NOT_FOUND'),
      slow: copying((path) => mkdirSync(join(path, 'empty')), 'WHOLE'),
      stalled: 'a call to a local disk has no end that could be brought about here',
    },
    aborted: (folder) => Promise.resolve({ source: { kind: 'local', path: largeFolder(folder) }, ends: 'WHOLE' }),
  },
];

const GONE = 'REGISTRY_UNAVAILABLE';
const asked = async (place: Promise<Place>, ends: string): Promise<Scenario> => {
  const { url, close } = await place;
  return { source: { kind: 'registry', ref: 'honest', range: '*' }, registry: url, ends, close };
};
const listed =
  (ends: string, strike?: NodeJS.Signals) =>
  async (folder: string): Promise<Scenario> => {
    const { url, close } = await serving();
    const registry = largeIndex(join(mkdtempSync(join(folder, 'index-')), 'index.json'), url);
    const stop = strike === undefined ? () => undefined : strikeReader('parse-index.process', strike);
    const end = () => {
      stop();
      return close();
    };
    return { source: { kind: 'registry', ref: 'honest', range: '*' }, registry, ends, close: end };
  };
const INDEX_CALLS: DownloadCall[] = [
  {
    name: 'index read',
    at: ['libs/registry/src/index-reader.ts'],
    faults: {
      refused: () =>
        asked(
          raw((socket) => socket.end('HTTP/1.1 500 No\r\n\r\n')),
          GONE,
        ),
      cut: () =>
        asked(
          raw((socket) => socket.write(`${headOf(body())}half`, () => socket.destroy())),
          GONE,
        ),
      slow: listed('WHOLE'),
      stalled: () =>
        asked(
          raw((socket) => socket.write(`${headOf(body())}half`)),
          GONE,
        ),
    },
  },
  {
    name: 'index parse',
    at: ['libs/registry/src/index-parser.ts'],
    faults: {
      refused: () =>
        asked(
          raw((socket) => socket.end(`${OK}Connection: close\r\n\r\n[1,1]`)),
          'REGISTRY_INVALID',
        ),
      cut: listed('REGISTRY_INVALID', 'SIGKILL'),
      slow: listed('WHOLE'),
      stalled: listed('REGISTRY_INVALID|REGISTRY_UNAVAILABLE', 'SIGSTOP'),
    },
  },
];

const SIGNATURE_CALL: DownloadCall = {
  name: 'signature',
  at: ['libs/registry/src/trust/detached-signature.ts'],
  faults: {
    refused: () => signed((socket) => socket.end('HTTP/1.1 500 No\r\n\r\n'), DOWN),
    cut: () => signed((socket) => socket.write(`${headOf(body())}half`, () => socket.destroy()), DOWN),
    slow: () => signed((socket) => later(300, () => socket.end(`${OK}Connection: close\r\n\r\nnone`)), 'WHOLE'),
    stalled: () => signed((socket) => socket.write(`${headOf(body())}half`), DOWN),
  },
};

/** A pack that arrives whole, and what is said when its signature is asked for. */
async function signed(answer: (socket: Socket) => unknown, ends: string): Promise<Scenario> {
  const whole = Buffer.concat([Buffer.from(headOf(body())), body()]);
  const place = raw((socket, head) => (head.includes('.minisig') ? answer(socket) : socket.end(whole)));
  return { ...(await archive(place, ends)), asksForSignature: true };
}

function byByte(socket: Socket, rest: Buffer): void {
  const size = Math.ceil(rest.length / 10);
  if (rest.length === 0) socket.end();
  else socket.write(rest.subarray(0, size), () => later(20, () => byByte(socket, rest.subarray(size))));
}

export const DOWNLOAD_CALLS: readonly DownloadCall[] = [
  ...HTTP_CALLS,
  OBJECT_CALL,
  REFERENCES_CALL,
  ...GIT_CALLS,
  ...DISK_CALLS,
  ...INDEX_CALLS,
  SIGNATURE_CALL,
];
