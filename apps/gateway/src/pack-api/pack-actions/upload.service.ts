import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { MultipartFile } from '@fastify/multipart';
import { Injectable } from '@nestjs/common';
import { RejectedError } from '@packyard/contracts';
import { HomeLayout } from '@packyard/store';
import type { FastifyRequest } from 'fastify';
import { ParametersInvalid } from '../../http/errors/parameters-invalid';

/** Attune's limit. */
export const MOST_UPLOAD_BYTES = 100 * 1024 * 1024;

interface Upload {
  file: string;
  force: boolean;
  skipTests: boolean;
}

/** Stores uploaded archives where workers can read them. */
@Injectable()
export class UploadService {
  constructor(private readonly layout: HomeLayout) {}

  /** @throws RejectedError PARAMETERS_INVALID or LIMIT_EXCEEDED */
  async receive(request: FastifyRequest): Promise<Upload> {
    if (!request.isMultipart()) throw invalid('the body has to be multipart/form-data with a part named pack');
    const upload: Upload = { file: '', force: false, skipTests: false };
    try {
      for await (const part of request.parts({ limits: { fileSize: MOST_UPLOAD_BYTES, files: 1, fields: 20 } })) {
        if (part.type === 'file') upload.file = await this.store(part);
        else if (part.fieldname === 'force') upload.force = isTrue(part.value);
        else if (part.fieldname === 'skip_tests') upload.skipTests = isTrue(part.value);
      }
    } catch (error) {
      await this.remove(upload);
      throw asRejection(error);
    }
    if (upload.file === '') throw invalid("Missing required 'pack' field in multipart upload");
    return upload;
  }

  async remove({ file }: Upload): Promise<void> {
    if (file !== '') await rm(file, { force: true });
  }

  private async store(part: MultipartFile): Promise<string> {
    if (part.fieldname !== 'pack') {
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
    throw tooLarge();
  }
}

function isTrue(value: unknown): boolean {
  return typeof value === 'string' && value.trim().toLowerCase() === 'true';
}

/** Errors of the multipart parser are the client's fault; errors of the disk are not. */
function asRejection(error: unknown): unknown {
  const { code, errno, message } = error as NodeJS.ErrnoException;
  if (error instanceof RejectedError || errno !== undefined) return error;
  return code === 'FST_REQ_FILE_TOO_LARGE' ? tooLarge() : invalid(message);
}

function invalid(message: string): ParametersInvalid {
  return new ParametersInvalid([{ path: 'body', message }]);
}

function tooLarge(): RejectedError {
  return new RejectedError('LIMIT_EXCEEDED', `Pack archive too large (max ${MOST_UPLOAD_BYTES} bytes)`, {
    hint: 'Publish it at a URL, and submit that.',
  });
}
