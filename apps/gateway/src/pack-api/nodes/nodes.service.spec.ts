import type { NodeReport } from '@packyard/contracts';
import type { NodeRepository } from '@packyard/schema';
import { NodesService } from './nodes.service';

const HIDDEN = 'a\u202eb\u001b[2J';
const SHOWN = 'a\\u202eb\\u001b[2J';

describe('what a node reports', () => {
  it('is kept with all that nobody would see made visible', async () => {
    const kept: NodeReport[] = [];
    const nodes: Partial<NodeRepository> = {
      report: (name, report) => Promise.resolve(kept.push(report) > 0 ? ({ name } as never) : undefined),
    };
    const generations = { current: () => Promise.resolve({ id: 1 }) };
    const failure = { subject: HIDDEN, message: HIDDEN, hint: HIDDEN };
    const report = { generation: 1, target: 1, failures: [failure], platform: HIDDEN, version: HIDDEN };
    await new NodesService(nodes as never, generations as never, {} as never).report(
      'runner-1',
      { ...report, activity: 'failed' },
      { actor: { kind: 'token', id: 1, name: 'runners' }, scope: 'admin' },
    );
    const shown = { subject: SHOWN, message: SHOWN, hint: SHOWN };
    expect(kept).toMatchObject([{ failures: [shown], platform: SHOWN, version: SHOWN }]);
  });
});
