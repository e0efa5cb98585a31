import { readFile } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { Injectable } from '@nestjs/common';
import { ReplicatedLockfiles } from '@packyard/content';
import {
  describeSource,
  IndexCredentials,
  type PackLockEntry,
  type LockInstalledView,
  type PackLock,
  PackLock as PackLockSchema,
  RejectedError,
} from '@packyard/contracts';
import { removeTree, sha256Of, machinePlatform } from '@packyard/store';
import type { AuthorizedRequest } from '../../access/access.guard';
import { ParametersInvalid, parseRequest } from '../../http/errors/parameters-invalid';
import { assertFewMembers } from '../../http/json-body';
import { SubmitService } from '../executions/submit.service';
import { isTrue, UploadService } from '../pack-actions/upload.service';
import { PackLockViews } from './pack-lock-views';
import { lockedSource, mismatch } from './locked-source';

const MAX_LOCK_BYTES = 32 * 1024 * 1024;
const FLAGS = ['force', 'skip_tests'] as const;
/** Of the 2,000 packs that it may name, with their environments. */
const MAX_MEMBERS = 60_000;

/** Installs what a lock names, and nothing else: all of it in one change, or none. */
@Injectable()
export class LockInstallService {
  constructor(
    private readonly uploads: UploadService,
    private readonly submissions: SubmitService,
    private readonly packLockViews: PackLockViews,
    private readonly lockfiles: ReplicatedLockfiles,
  ) {}

  /** @throws RejectedError PARAMETERS_INVALID, LOCK_MISMATCH, VERSION_INCOMPATIBLE or LIMIT_EXCEEDED */
  async run(request: AuthorizedRequest): Promise<LockInstalledView> {
    const maxBytes = MAX_LOCK_BYTES;
    const received = await this.uploads.receiveFile(request, { part: 'lock', maxBytes, tooLarge });
    try {
      const lock = readLock(await readFile(received.file, 'utf8'));
      assertInstallable(lock);
      return await this.install(lock, received.fields, request);
    } finally {
      await removeTree(received.file);
    }
  }

  private async install(
    lock: PackLock,
    fields: Readonly<Record<string, unknown>>,
    request: AuthorizedRequest,
  ): Promise<LockInstalledView> {
    const credentials = credentialsIn(fields['index_credentials']);
    const now = new Map((await this.packLockViews.read()).packs.map((pack) => [pack.ref, pack]));
    const isSame = (pack: PackLockEntry) => isAsLocked(pack, now.get(pack.ref));
    const unchanged = lock.packs.filter(isSame).map(({ ref }) => ref);
    const wanted = lock.packs.filter((pack) => !isSame(pack));
    if (wanted.length === 0) return { execution_id: null, unchanged };
    assertFits(lock.platform, wanted);
    await this.give(lock, wanted, request.raw.socket);
    // That may have taken a while.
    const { actor: requestedBy, scope, limits } = await request.authorizeAgain();
    if (request.raw.socket.destroyed) throw new RejectedError('CANCELLED', 'Whoever sent the lock has left.');
    const sources = wanted.map(lockedSource);
    const parameters = {
      packs: sources.map(({ source }) => describeSource(source)),
      atomic: true,
      enable: true,
      skip_dependencies: true,
      ...Object.fromEntries(FLAGS.map((name) => [name, isTrue(fields[name])])),
      index_credentials: credentials,
    };
    const { id } = await this.submissions.submit({
      action: 'core.install_packs',
      parameters,
      sources,
      requestedBy,
      scope,
      limits,
    });
    return { execution_id: id, unchanged };
  }

  /** What the packs name and nothing else, as long as the client is there. */
  private async give(
    { environment_locks: texts }: PackLock,
    packs: readonly PackLockEntry[],
    client: Socket,
  ): Promise<void> {
    const named = new Set(packs.flatMap(({ environments }) => [environments.python?.lock, environments.nodejs?.lock]));
    for (const sha256 of named) {
      const text = sha256 === undefined ? undefined : texts[sha256];
      if (text !== undefined && !client.destroyed) await this.lockfiles.give(text);
    }
  }
}

/** A form has texts alone. */
function credentialsIn(field: unknown): IndexCredentials | undefined {
  if (typeof field !== 'string' || field === '') return undefined;
  return parseRequest(IndexCredentials, readJson(field, 'index_credentials'), 'index_credentials');
}

function readLock(text: string): PackLock {
  assertFewMembers(text, MAX_MEMBERS, 'lock');
  return parseRequest(PackLockSchema, readJson(text, 'lock'), 'lock');
}

function readJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new ParametersInvalid([{ path, message: 'is no JSON' }]);
  }
}

/** What is wrong with the lock itself. */
function assertInstallable({ packs, environment_locks: texts }: PackLock): void {
  const refs = new Set<string>();
  const twice = packs.find(({ ref }) => refs.size === refs.add(ref).size)?.ref;
  if (twice !== undefined) throw mismatch(`The lock names the pack ${twice} twice.`);
  for (const [sha256, text] of Object.entries(texts)) {
    const found = sha256Of(text);
    if (found !== sha256)
      throw mismatch(`The lockfile of an environment that is called ${sha256} has the SHA-256 ${found}.`);
  }
  for (const { ref, environments } of packs) {
    const named = Object.values(environments).filter((environment) => environment !== undefined);
    const missing = named.find(({ lock }) => texts[lock] === undefined);
    if (missing !== undefined) throw mismatch(`The lock names ${missing.lock} for ${ref}, and does not hold it.`);
  }
}

/** Environments are locked for one platform: what was compiled for another would be other packages. */
function assertFits(platform: string, packs: readonly PackLockEntry[]): void {
  const here = machinePlatform();
  const first = packs.find(({ environments }) => Object.keys(environments).length > 0);
  if (platform === here || first === undefined) return;
  throw new RejectedError(
    'VERSION_INCOMPATIBLE',
    `The environments of ${first.ref} were locked on ${platform}, and this service runs on ${here}.`,
    { hint: 'Write the lock on the same platform.' },
  );
}

function isAsLocked(wanted: PackLockEntry, now: PackLockEntry | undefined): boolean {
  if (now?.version !== wanted.version || now.digest !== wanted.digest) return false;
  return (['python', 'nodejs'] as const).every(
    (runtime) => now.environments[runtime]?.lock === wanted.environments[runtime]?.lock,
  );
}

function tooLarge(): RejectedError {
  return new RejectedError('LIMIT_EXCEEDED', `The lock has more than ${MAX_LOCK_BYTES} bytes.`, {
    hint: 'Split the packs over several services, or install them without a lock.',
  });
}
