import { cpSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { aPack, listenOnLoopback } from '@packyard/testing';
import type { Page } from 'playwright-core';
import { photograph } from './browser';
import type { ConsoleDesk } from './console-desk';
import { graphOfMany, overlaps } from './graph-of-many';
import type { Service } from './service';
import type { TestFixture } from './test-fixture';

const EXAMPLES = join(__dirname, '../../examples');

export interface Given {
  fixture: TestFixture;
  desk: () => ConsoleDesk;
  service: () => Service;
}

/** Tests of pages by themselves, where slack, pager and what failed is there. */
export function tryPages({ fixture, desk, service }: Given): void {
  const page = (): Page => desk().page;

  it('draws two hundred packs beside each other, and finds one', async () => {
    await page().route('**/api/v1/graph', (route) => route.fulfill({ json: { data: graphOfMany() } }));
    await desk().open('Graph');
    const boxes = page().locator('.graph .pack');
    await page()
      .getByRole('link', { name: /^pack-199 / })
      .waitFor();
    expect(await boxes.count()).toBe(200);
    expect(await overlaps(page())).toEqual([]);
    // The page is the one above; to look at two hundred of the same boxes takes axe long, and finds nothing else.
    await photograph(page(), 'graph-200');
    await page().getByLabel('Search').fill('pack-137');
    await page().locator('.graph .faint').nth(198).waitFor();
    expect(await page().locator('.graph .pack:not(.faint)').allTextContents()).toEqual(['pack-137 1.0.0']);
    await photograph(page(), 'graph-found');
    await desk().press('All of it');
    await photograph(page(), 'graph-whole');
    await page().unroute('**/api/v1/graph');
  });

  it.each([
    ['Executions', 'Execution 1'],
    ['Registries', 'No registry is known'],
    ['Tokens', 'Revoke'],
    ['Audit', 'pack.enable'],
    ['Service', 'register'],
  ])('%s can be read by everyone', async (title, text) => {
    await desk().open(title);
    await page()
      .getByRole('heading', { level: 1, name: new RegExp(`^${title}`) })
      .waitFor();
    await page().getByRole('main').getByText(text).first().waitFor();
    await desk().isInOrder(title.toLowerCase());
  });

  it('sets up a webhook, shows its secret once, tries it and tells how that went', async () => {
    const told = await endpoint();
    await desk().open('Webhooks');
    await desk().shows('Nobody is told of anything.');
    await page().getByLabel('Address that is told').fill(`${told.url}/hook`);
    await page().getByLabel('Events').fill('execution.*');
    await desk().press('Add the webhook');
    await desk().shows(/^whsec_/);
    await desk().press('Try 1');
    await desk().shows('webhook.test');
    await desk().shows('thank you');
    await desk().isInOrder('webhooks');
    await desk().press('Disable 1');
    await page().getByRole('button', { name: 'Enable 1' }).waitFor();
    await desk().press('Delete 1');
    await desk().confirm('Delete');
    await desk().shows('Nobody is told of anything.');
    await told.close();
  });

  it('shows what an environment holds, what built it, and how the signature was', async () => {
    const policy = { applies_to: 'source', pattern: '*', mode: 'warn' };
    expect((await service().request('/api/v1/trust-policies', { method: 'PUT', body: policy })).status).toBe(200);
    cpSync(join(EXAMPLES, 'packs/hello-node'), fixture.path('hello-node'), { recursive: true });
    await desk().install(fixture.path('hello-node'));
    await page()
      .getByRole('heading', { name: /^Execution \d+ completed$/ })
      .waitFor();
    await desk().shows(/^Signature missing/);
    await page().getByText('What the tools printed').click();
    await page()
      .getByRole('heading', { name: /^hello-node · nodejs$/ })
      .waitFor();
    await desk().isInOrder('execution-output');
    await page().getByRole('link', { name: 'hello-node', exact: true }).click();
    await page()
      .locator('tr', { hasText: /^1\.0\.0Enabled.*Signature missing/ })
      .waitFor();
    await desk().shows('It has no tests.');
    await desk().press('Run the tests');
    await page().getByRole('button', { name: 'Run the tests', disabled: false }).waitFor();
    await page().getByText('Exactly which packages are in them').click();
    await page().locator('pre', { hasText: 'lockfileVersion' }).waitFor();
    await desk().isInOrder('pack-environments');
  });

  it('shows who may run which command of a bundle', async () => {
    cpSync(join(EXAMPLES, 'bundles/date.yaml'), fixture.path('date.yaml'));
    await desk().install(fixture.path('date.yaml'));
    await page()
      .getByRole('heading', { name: /^Execution \d+ completed$/ })
      .waitFor();
    await desk().shows('It is installed, and not enabled.');
    await page().getByRole('link', { name: 'date', exact: true }).click();
    await desk().press('Enable');
    await desk().confirm('Enable');
    await desk().shows('It declares set.');
    await page().locator('tr', { hasText: 'datewith option["set"] == true must have date:set' }).waitFor();
    await desk().isInOrder('bundle');
  });

  it('sets up users, with what they may do by their groups and roles', async () => {
    await desk().open('Accounts');
    await desk().shows('There are no users yet.');
    await desk().isInOrder('no-accounts');
    await desk().send('Add or change a user', 'Save the user', {
      User: 'ada',
      'Full name': 'Ada L',
      Password: ' a-long-password ',
    });
    await page()
      .locator('tr', { hasText: /^adaAda L/ })
      .waitFor();
    const login = await fetch(`${service().url}/v2/authenticate`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ username: 'ada', password: ' a-long-password ' }),
    });
    expect([login.status, await login.json()]).toEqual([200, expect.anything()]);
    await desk().send('Add a group', 'Add the group', { Group: 'operators' });
    await page()
      .locator('tr', { hasText: /^operators/ })
      .waitFor();
    await desk().send('Put a user into a group', 'Put the user into it');
    await desk().send('Add a role', 'Add the role', { Role: 'keeper' });
    await desk().send('Give a role a permission', 'Give it the permission', { Bundle: 'date', Permission: 'set' });
    await page().getByRole('button', { name: 'Take date:set from keeper' }).waitFor();
    await desk().send('Give a group a role', 'Give it the role');
    await page().getByRole('button', { name: 'Take the role keeper from operators' }).waitFor();
    await desk().isInOrder('accounts');
    await page().getByRole('button', { name: 'Take ada out of operators' }).click();
    await page().getByRole('button', { name: 'Take ada out of operators' }).waitFor({ state: 'detached' });
    await desk().press('Remove ada');
    await desk().confirm('Remove');
    await desk().shows('There are no users yet.');
  });

  it('says what is wrong with what was entered, as to a person', async () => {
    const before = desk().complaints.length;
    await desk().install(`${fixture.path('pager')}\n./packs/slack`);
    await desk().shows(/^Source 2: The path '\.\/packs\/slack' is relative/);
    await desk().isInOrder('install-refused');
    // That it was refused, the browser says too.
    expect(
      desk()
        .complaints.splice(before)
        .filter((text) => !text.includes('400')),
    ).toEqual([]);
  });

  it('says of what is not there that it is not, and where to go on', async () => {
    const before = desk().complaints.length;
    for (const [address, words] of [
      ['plans/99999', /There is no such plan, or not any more/],
      ['packs/nobody', /No such pack is installed/],
      ['packs/%zz', /No such pack is installed/],
      ['executions/99999', /There is no such execution, or not any more/],
      ['nowhere', /There is no such page/],
    ] as const) {
      await page().goto(`${service().url}/#/${address}`);
      await desk().shows(words);
      await desk().isInOrder(`gone-${address.replace('/', '-')}`);
    }
    // That they are not there, the browser says too.
    expect(
      desk()
        .complaints.splice(before)
        .filter((text) => !text.includes('404')),
    ).toEqual([]);
  });

  it('installs a file with the options above it, and names it as its owner does', async () => {
    const before = desk().complaints.length;
    await desk().open('Install');
    const choose = page().locator('input[type=file]');
    await choose.setInputFiles({ name: 'notes.zip', mimeType: 'application/zip', buffer: Buffer.from('Notes.\n') });
    await desk().shows(/^notes\.zip is no archive/);
    await desk().shows(/^Choose a \.zip/);
    await desk().isInOrder('upload-refused');
    const failing = aPack('gate').withFile('tests/test_gate.sh', '#!/bin/sh\nexit 1\n');
    await choose.setInputFiles(failing.asTarball(fixture.path('gate.tgz')));
    await desk().shows(/or skip_tests \(Skip tests\) to leave/);
    await page().getByLabel('Skip tests').check();
    await choose.setInputFiles(failing.asTarball(fixture.path('gate-again.tgz')));
    await page().getByRole('heading', { name: 'gate Enabled 1.0.0' }).waitFor();
    await page()
      .locator('td.source', { hasText: /^upload:gate-again\.tgz$/ })
      .waitFor();
    await desk().open('Executions');
    await page().getByRole('cell', { name: 'upload:notes.zip' }).waitFor();
    await page()
      .getByRole('row', { name: /upload:notes\.zip/ })
      .getByRole('link')
      .click();
    await desk().shows(/uploaded is not kept/);
    expect(
      await page()
        .getByRole('button', { name: /Run again|Change and run/ })
        .count(),
    ).toBe(0);
    await page().getByRole('link', { name: 'upload it again' }).click();
    await page().getByRole('heading', { level: 1, name: 'Install' }).waitFor();
    // That it was refused, the browser says too.
    expect(
      desk()
        .complaints.splice(before)
        .filter((text) => !text.includes('422')),
    ).toEqual([]);
  });

  it('says where a pack failed, and leads to what is there', async () => {
    await desk().install(aPack('lonely').requiring('nobody-has-it').writeTo(fixture.path('lonely')));
    await desk().shows('DEPENDENCY_MISSING');
    await page()
      .locator('li.failed', { hasText: /^resolvefailed/ })
      .waitFor();
    await page()
      .getByRole('heading', { name: /^lonely/ })
      .waitFor();
    expect(await page().getByRole('link', { name: 'lonely' }).count()).toBe(0);
    await desk().isInOrder('dependency-missing');
    await desk().install('nobody-has-it@^1');
    await desk().shows('PACK_NOT_IN_REGISTRY');
    await page().getByRole('link', { name: 'Add a registry' }).click();
    const before = desk().complaints.length;
    await page().getByLabel("Address or path of a registry's index").fill(fixture.path('no-index.json'));
    await desk().press('Add the registry');
    await page()
      .getByRole('alert')
      .getByText(/no-index\.json/)
      .first()
      .waitFor();
    await desk().isInOrder('registry-refused');
    // That it was refused, the browser says too.
    expect(
      desk()
        .complaints.splice(before)
        .filter((text) => !/\b(4\d\d|503)\b/.test(text)),
    ).toEqual([]);
    await desk().open('Executions');
    await page().getByRole('cell', { name: 'core.install_packs plan' }).first().waitFor();
  });
}

async function endpoint() {
  const server = createServer((_request, response) => void response.end('thank you'));
  return listenOnLoopback(server);
}
