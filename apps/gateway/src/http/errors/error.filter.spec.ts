import { type ArgumentsHost, Logger } from '@nestjs/common';
import { RejectedError, UnavailableError } from '@packyard/contracts';
import { ErrorFilter } from './error.filter';

describe('ErrorFilter', () => {
  it('logs no more than a line of what a stranger chose, and nothing of it that a terminal obeys', () => {
    const error = jest.spyOn(Logger.prototype, 'error').mockReturnValue();
    const reply = { status: () => reply, header: () => reply, send: () => reply };
    const request = { method: 'GET', url: `/\u009b2J${'x'.repeat(12_000)}?hunter2`, headers: {} };
    const host = { switchToHttp: () => ({ getResponse: () => reply, getRequest: () => request }) };
    new ErrorFilter().catch(new TypeError('a fault of ours'), host as unknown as ArgumentsHost);
    const [line, stack] = error.mock.calls[0] as [string, string];
    expect(line).toMatch(/^GET \/\\u009b2Jx+…$/);
    expect(line.length).toBeLessThan(230);
    expect(stack).toContain('a fault of ours');
  });

  it.each([
    [422, undefined, new RejectedError('REGISTRY_UNAVAILABLE', 'ENOENT', { hint: 'Look.' })],
    [503, '5', new UnavailableError('REGISTRY_UNAVAILABLE', 'It does not answer.', { hint: 'Wait.' })],
  ])('answers %i, and to ask again after %s, for a registry: what is refused does not heal', (status, after, error) => {
    const told: { status?: number; after?: string } = {};
    const reply = {
      status: (code: number) => ((told.status = code), reply),
      header: (_name: string, value: string) => ((told.after = value), reply),
      send: () => reply,
    };
    const request = { method: 'POST', url: '/api/v1/registries', headers: {} };
    const host = { switchToHttp: () => ({ getResponse: () => reply, getRequest: () => request }) };
    new ErrorFilter().catch(error, host as unknown as ArgumentsHost);
    expect([told.status, told.after]).toEqual([status, after]);
  });
});
