import type { AuthorizedRequest } from '../../access/access.guard';
import type { GraphReader } from './graph-reader';
import { GraphController } from './graph.controller';
import type { OutdatedReader } from './outdated-reader';

it('looks for newer releases for so many requests of a principal at a time', async () => {
  let end: () => void = () => undefined;
  const ended = new Promise<void>((resolve) => (end = resolve));
  const outdated = { read: () => ended } as unknown as OutdatedReader;
  const controller = new GraphController({} as GraphReader, outdated);
  const ask = (id: number) =>
    controller.newer({}, { caller: { actor: { kind: 'token', id, name: 'ci' } } } as AuthorizedRequest);
  const asking = Array.from({ length: 10 }, () => ask(1));
  await expect(ask(1)).rejects.toMatchObject({ code: 'RATE_LIMITED' });
  asking.push(ask(2));
  end();
  await Promise.all(asking);
  await expect(ask(1)).resolves.toEqual({ data: undefined });
});
