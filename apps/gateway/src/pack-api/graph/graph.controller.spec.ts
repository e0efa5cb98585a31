import type { AuthorizedRequest } from '../../access/access.guard';
import type { GraphViews } from './graph-views';
import { GraphController } from './graph.controller';
import type { OutdatedViews } from './outdated-views';

it('looks for newer releases for so many requests of a principal at a time', async () => {
  let end: () => void = () => undefined;
  const ended = new Promise<void>((resolve) => (end = resolve));
  const outdated = { read: () => ended } as unknown as OutdatedViews;
  const controller = new GraphController({} as GraphViews, outdated);
  const ask = (id: number) =>
    controller.newer({}, { caller: { actor: { kind: 'token', id, name: 'ci' } } } as AuthorizedRequest);
  const asking = Array.from({ length: 10 }, () => ask(1));
  await expect(ask(1)).rejects.toMatchObject({ code: 'RATE_LIMITED' });
  asking.push(ask(2));
  end();
  await Promise.all(asking);
  await expect(ask(1)).resolves.toEqual({ data: undefined });
});
