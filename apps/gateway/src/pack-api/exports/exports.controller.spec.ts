import { EventEmitter } from 'node:events';
import { PassThrough } from 'node:stream';
import type { FastifyReply } from 'fastify';
import type { AuthorizedRequest } from '../../access/access.guard';
import type { Authenticator } from '../../access/authenticator';
import type { ExportFileService } from './export-file.service';
import { ExportsController } from './exports.controller';
import type { ImportService } from './import.service';

const MINUTE_MS = 60_000;

describe('the file of an export', () => {
  beforeEach(() => void jest.useFakeTimers());
  afterEach(() => void jest.useRealTimers());

  let look: () => Promise<boolean>;
  const authenticator = { isStillUsable: () => look() } as unknown as Authenticator;
  const close = () => Promise.resolve();
  const exports = { open: () => Promise.resolve({ stream: new PassThrough(), close }) } as unknown as ExportFileService;
  const controller = new ExportsController(exports, {} as ImportService, authenticator);

  function fetchOne() {
    const events = new EventEmitter();
    const destroy = jest.fn(() => events.emit('close'));
    const raw = Object.assign(events, { socket: { destroyed: false }, destroy });
    const reply = { raw, header: () => reply, send: () => Promise.resolve() };
    const caller = { actor: { kind: 'token', id: 1, name: 'ci' } };
    const request = { caller, headers: {} } as unknown as AuthorizedRequest;
    return { destroy, answered: controller.file('1', request, reply as unknown as FastifyReply) };
  }

  it('is broken off once its token opens it no more, and for no other reason', async () => {
    look = () => Promise.resolve(true);
    const { destroy, answered } = fetchOne();
    await answered;
    await jest.advanceTimersByTimeAsync(MINUTE_MS);
    look = () => Promise.reject(new Error('the database is away'));
    await jest.advanceTimersByTimeAsync(MINUTE_MS);
    expect(destroy).not.toHaveBeenCalled();
    look = () => Promise.resolve(false);
    await jest.advanceTimersByTimeAsync(MINUTE_MS);
    expect(destroy).toHaveBeenCalledTimes(1);
    expect(jest.getTimerCount()).toBe(0);
  });
});
