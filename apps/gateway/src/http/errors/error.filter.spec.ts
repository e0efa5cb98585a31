import { type ArgumentsHost, Logger } from '@nestjs/common';
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
});
