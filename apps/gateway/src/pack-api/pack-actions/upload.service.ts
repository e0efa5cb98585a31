import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { MultipartFile } from '@fastify/multipart';
import { Injectable } from '@nestjs/common';
import { RejectedError } from '@packyard/contracts';
import { HomeLayout } from '@packyard/store';
import type { AuthorizedRequest } from '../../access/access.guard';
import { ParametersInvalid } from '../../http/errors/parameters-invalid';
import { OpenRequestLimiter } from '../../http/rate-limit/open-request-limiter';
import { endWhenStalled } from '../../http/stalled-answers';

/** Attune's limit. */
export const MAX_UPLOAD_BYTES = 100 * 1024 * 1024;
const MAX_NAME_LENGTH = 100;
/** Of one principal: a file may take an hour, and what came with it waits in memory. */
const MAX_AT_A_TIME = 20;
/** They are kept in memory until the file is there; addresses are the longest ones. */
const FIELDS = { fields: 20, fieldSize: 8 * 1024, fieldNameSize: 100, headerPairs: 20 };

export interface ReceivedFile {
  /** Absolute path. */
  file: string;
  /** What the sender calls it, fit to be shown. */
  name: string;
  fields: Readonly<Record<string, unknown>>;
}

interface Expected {
  /** Name of the part with the file. */
  part: string;
  maxBytes: number;
  tooLarge: () => RejectedError;
}

/** Stores uploaded files where workers can read them. */
@Injectable()
export class UploadService {
  private readonly open = new OpenRequestLimiter({ most: MAX_AT_A_TIME, what: 'upload files' });

  constructor(private readonly layout: HomeLayout) {}

  /** @throws RejectedError, as `receiveFile` */
  receive(request: AuthorizedRequest): Promise<ReceivedFile> {
    return this.receiveFile(request, { part: 'pack', maxBytes: MAX_UPLOAD_BYTES, tooLarge });
  }

  /**
   * A token may end while its file is on the way, which takes up to an hour: who is asked for is `request.caller` afterwards.
   * @throws RejectedError PARAMETERS_INVALID, LIMIT_EXCEEDED, RATE_LIMITED, UNAUTHENTICATED or FORBIDDEN
   */
  async receiveFile(request: AuthorizedRequest, expected: Expected): Promise<ReceivedFile> {
    const { part } = expected;
    if (!request.isMultipart()) throw invalid(`the body has to be multipart/form-data with a part named ${part}`);
    const release = this.open.acquire(request.caller.actor);
    try {
      const received = await this.receiveParts(request, expected);
      await request.authorizeAgain().catch(async (error: unknown) => {
        await this.remove(received);
        throw error;
      });
      return received;
    } finally {
      release();
    }
  }

  private async receiveParts(request: AuthorizedRequest, expected: Expected): Promise<ReceivedFile> {
    const { part: name, maxBytes } = expected;
    let file = '';
    let sent: string | undefined;
    const fields: Record<string, unknown> = {};
    endWhenStalled(request.raw);
    try {
      for await (const part of request.parts({ limits: { ...FIELDS, fileSize: maxBytes, files: 1 } })) {
        if (part.type === 'file') {
          sent = part.filename;
          file = await this.store(part, expected);
        } else if (part.valueTruncated) throw invalid(`${part.fieldname} has more than ${FIELDS.fieldSize} bytes`);
        else fields[part.fieldname] = part.value;
      }
    } catch (error) {
      if (file !== '') await rm(file, { force: true });
      throw asRejection(error, expected);
    } finally {
      // What is done with the file takes as long as it takes.
      request.raw.setTimeout(0);
    }
    if (file === '') throw invalid(`Missing required '${name}' field in multipart upload`);
    return { file, name: shownName(sent), fields };
  }

  async remove({ file }: ReceivedFile): Promise<void> {
    if (file !== '') await rm(file, { force: true });
  }

  private async store(part: MultipartFile, expected: Expected): Promise<string> {
    if (part.fieldname !== expected.part) {
      part.file.resume();
      return '';
    }
    const file = join(this.layout.uploads, `${randomUUID()}.archive`);
    await mkdir(this.layout.uploads, { recursive: true });
    try {
      await pipeline(part.file, createWriteStream(file, { flags: 'wx', mode: 0o600 }));
      if (!part.file.truncated) return file;
    } catch (error) {
      await rm(file, { force: true });
      throw error;
    }
    await rm(file, { force: true });
    throw expected.tooLarge();
  }
}

export function isTrue(value: unknown): boolean {
  return typeof value === 'string' && value.trim().toLowerCase() === 'true';
}

/** A name is whatever the sender says: the last part of a path, on one line. */
function shownName(sent: string | undefined): string {
  const last = (sent ?? '').normalize().split(/[/\\]/).at(-1) ?? '';
  const name = last.replace(/[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/gu, '').trim();
  return name === '' ? 'archive' : Array.from(name).slice(0, MAX_NAME_LENGTH).join('');
}

/** Errors of the multipart parser are the client's fault; errors of the disk are not. */
function asRejection(error: unknown, expected: Expected): unknown {
  const { code, errno, message } = error as NodeJS.ErrnoException;
  if (error instanceof RejectedError || errno !== undefined) return error;
  return code === 'FST_REQ_FILE_TOO_LARGE' ? expected.tooLarge() : invalid(message);
}

function invalid(message: string): ParametersInvalid {
  return new ParametersInvalid([{ path: 'body', message }]);
}

function tooLarge(): RejectedError {
  return new RejectedError('LIMIT_EXCEEDED', `Pack archive too large (max ${MAX_UPLOAD_BYTES} bytes)`, {
    hint: 'Publish it at a URL, and submit that.',
  });
}
