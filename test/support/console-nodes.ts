import type { Page } from 'playwright-core';
import type { Given } from './console-pages';
import type { Service } from './service';

/** Tests of the page of nodes, where the pack pager is enabled. */
export function tryNodes({ fixture, driver, service }: Given): void {
  const page = (): Page => driver().page;

  it('shows which generation machines have, how one goes out to them and why it stops, and forgets one', async () => {
    await driver().open('Nodes');
    await driver().shows(/^No machine has reported yet/);
    await driver().isInOrder('no-nodes');
    const { data } = (await (await service().request('/api/v1/generations')).json()) as { data: { id: number }[] };
    const latest = data[0]?.id ?? 0;
    const policy = { steps: ['1'], max_failures: '0', step_seconds: 600 };
    await service().request('/api/v1/rollout/policy', { method: 'PUT', body: policy });
    for (const name of ['runner-1', 'runner-2', 'runner-3']) await reportNode(service(), name, latest);
    await service().request('/api/v1/packs/pager/disable', { body: {} });
    const reason = 'It is not in the content store.';
    const failures = [{ subject: 'pack pager', message: reason, hint: 'Install it again.' }];
    await reportNode(service(), 'runner-1', latest, { activity: 'failed', target: latest + 1, failures });
    await driver().shows(/0 of 3 nodes show it; 1 were told, in step 1 of 2; 1 of them failed so far/);
    await fixture.database.query("UPDATE rollout SET step_started_at = now() - interval '1 hour'");
    await driver().shows(/^Of 1 nodes that were told generation/);
    await page()
      .locator('tr', { hasText: /^runner-1.*failed.*It is not in the content store/ })
      .waitFor();
    await page()
      .locator('tr', { hasText: /^runner-2.*held/ })
      .waitFor();
    await fixture.database.query("UPDATE node SET reported_at = now() - interval '1 hour' WHERE name = 'runner-3'");
    await page()
      .locator('tr', { hasText: /^runner-3.*stale/ })
      .waitFor();
    await driver().isInOrder('nodes');
    await driver().press('Forget runner-3');
    await driver().shows(/It has not reported for a while/);
    await driver().isInOrder('forget-node');
    await driver().confirm('Forget');
    await page()
      .locator('tr', { hasText: /^runner-3/ })
      .waitFor({ state: 'detached' });
    await driver().press('Go on without them');
    await driver().shows(/2 were told|0 of 2 nodes show it/);
    await page()
      .getByRole('heading', { name: /completed$/ })
      .waitFor();
    for (const name of ['runner-1', 'runner-2']) await service().request(`/api/v1/nodes/${name}`, { method: 'DELETE' });
    await service().request('/api/v1/rollout/policy', { method: 'PUT', body: { ...policy, steps: [] } });
    await service().request('/api/v1/packs/pager/enable', { body: { version: '1.0.0' } });
  });
}

async function reportNode(service: Service, name: string, generation: number, more: object = {}): Promise<void> {
  const status = { generation, target: generation, activity: 'in_step', failures: [] };
  const body = { ...status, platform: 'linux-x64', version: '0.1.0', ...more };
  const answer = await service.request(`/api/v1/nodes/${name}`, { method: 'PUT', body });
  expect(answer.status).toBe(200);
}
