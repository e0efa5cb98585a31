import { EventEmitter } from 'node:events';
import { NodesController } from './nodes.controller';

describe('requests that wait for what nodes should have', () => {
  it('are as many of a token as it may have nodes, and make room when they end', async () => {
    const ends: (() => void)[] = [];
    const wanted = { differingFrom: () => new Promise<undefined>((resolve) => ends.push(() => resolve(undefined))) };
    const controller = new NodesController({} as never, wanted as never);
    const ask = (id: number) => {
      const reply = { raw: new EventEmitter(), status: () => reply, send: () => reply };
      const caller = { actor: { kind: 'token', id, name: 'runners' } };
      return controller.show({ wait: '50' }, { caller } as never, reply as never);
    };
    const waiting = Array.from({ length: 1000 }, () => ask(1));
    await expect(ask(1)).rejects.toMatchObject({ code: 'RATE_LIMITED' });
    waiting.push(ask(2));
    ends.shift()?.();
    await waiting[0];
    waiting.push(ask(1));
    for (const end of ends) end();
    await Promise.all(waiting);
  });
});
