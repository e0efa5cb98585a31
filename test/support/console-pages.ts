import { cpSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { aPack, listenOnLoopback } from '@packyard/testing';
import type { Page } from 'playwright-core';
import { photograph } from './browser';
import type { ConsoleDriver } from './console-driver';
import { largeGraph, overlaps } from './large-graph';
import type { Service } from './service';
import type { TestFixture } from './test-fixture';

const EXAMPLES = join(__dirname, '../../examples');

export interface Given {
  fixture: TestFixture;
  driver: () => ConsoleDriver;
  service: () => Service;
}

/** Tests of pages by themselves, where slack, pager and what failed is there. */
export function tryPages({ fixture, driver, service }: Given): void {
  const page = (): Page => driver().page;

  it('draws two hundred packs beside each other, and finds one', async () => {
    await page().route('**/api/v1/graph', (route) => route.fulfill({ json: { data: largeGraph() } }));
    await driver().open('Graph');
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
    await driver().press('All of it');
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
    await driver().open(title);
    await page()
      .getByRole('heading', { level: 1, name: new RegExp(`^${title}`) })
      .waitFor();
    await page().getByRole('main').getByText(text).first().waitFor();
    await driver().isInOrder(title.toLowerCase());
  });

  it('sets up a webhook, shows its secret once, tries it and tells how that went', async () => {
    const told = await endpoint();
    await driver().open('Webhooks');
    await driver().shows('Nobody is told of anything.');
    await page().getByLabel('Address that is told').fill(`${told.url}/hook`);
    await page().getByLabel('Events').fill('execution.*');
    await driver().press('Add the webhook');
    await driver().shows(/^whsec_/);
    await driver().press('Try 1');
    await driver().shows('webhook.test');
    await driver().shows('thank you');
    await driver().isInOrder('webhooks');
    await driver().press('Disable 1');
    await page().getByRole('button', { name: 'Enable 1' }).waitFor();
    await driver().press('Delete 1');
    await driver().confirm('Delete');
    await driver().shows('Nobody is told of anything.');
    await told.close();
  });

  it('shows what an environment holds, what built it, and how the signature was', async () => {
    const policy = { applies_to: 'source', pattern: '*', mode: 'warn' };
    expect((await service().request('/api/v1/trust-policies', { method: 'PUT', body: policy })).status).toBe(200);
    cpSync(join(EXAMPLES, 'packs/hello-node'), fixture.path('hello-node'), { recursive: true });
    await driver().install(fixture.path('hello-node'));
    await page()
      .getByRole('heading', { name: /^Execution \d+ completed$/ })
      .waitFor();
    await driver().shows(/^Signature missing/);
    await page().getByText('What the tools printed').click();
    await page()
      .getByRole('heading', { name: /^hello-node · nodejs$/ })
      .waitFor();
    await driver().isInOrder('execution-output');
    await page().getByRole('link', { name: 'hello-node', exact: true }).click();
    await page()
      .locator('tr', { hasText: /^1\.0\.0Enabled.*Signature missing/ })
      .waitFor();
    await driver().shows('It has no tests.');
    await driver().press('Run the tests');
    await page().getByRole('button', { name: 'Run the tests', disabled: false }).waitFor();
    await page().getByText('Exactly which packages are in them').click();
    await page().locator('pre', { hasText: 'lockfileVersion' }).waitFor();
    await driver().isInOrder('pack-environments');
  });

  it('shows who may run which command of a bundle', async () => {
    cpSync(join(EXAMPLES, 'bundles/date.yaml'), fixture.path('date.yaml'));
    await driver().install(fixture.path('date.yaml'));
    await page()
      .getByRole('heading', { name: /^Execution \d+ completed$/ })
      .waitFor();
    await driver().shows('It is installed, and not enabled.');
    await page().getByRole('link', { name: 'date', exact: true }).click();
    await driver().press('Enable');
    await driver().confirm('Enable');
    await driver().shows('It declares set.');
    await page().locator('tr', { hasText: 'datewith option["set"] == true must have date:set' }).waitFor();
    await driver().isInOrder('bundle');
  });

  it('sets up users, with what they may do by their groups and roles', async () => {
    await driver().open('Accounts');
    await driver().shows('There are no users yet.');
    await driver().isInOrder('no-accounts');
    await driver().send('Add or change a user', 'Save the user', {
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
    await driver().send('Add a group', 'Add the group', { Group: 'operators' });
    await page()
      .locator('tr', { hasText: /^operators/ })
      .waitFor();
    await driver().send('Put a user into a group', 'Put the user into it');
    await driver().send('Add a role', 'Add the role', { Role: 'keeper' });
    await driver().send('Give a role a permission', 'Give it the permission', { Bundle: 'date', Permission: 'set' });
    await page().getByRole('button', { name: 'Take date:set from keeper' }).waitFor();
    await driver().send('Give a group a role', 'Give it the role');
    await page().getByRole('button', { name: 'Take the role keeper from operators' }).waitFor();
    await driver().isInOrder('accounts');
    await page().getByRole('button', { name: 'Take ada out of operators' }).click();
    await page().getByRole('button', { name: 'Take ada out of operators' }).waitFor({ state: 'detached' });
    await driver().press('Remove ada');
    await driver().confirm('Remove');
    await driver().shows('There are no users yet.');
  });

  it('says what is wrong with what was entered, as to a person', async () => {
    const before = driver().complaints.length;
    await driver().install(`${fixture.path('pager')}\n./packs/slack`);
    await driver().shows(/^Source 2: The path '\.\/packs\/slack' is relative/);
    await driver().isInOrder('install-refused');
    // That it was refused, the browser says too.
    expect(
      driver()
        .complaints.splice(before)
        .filter((text) => !text.includes('400')),
    ).toEqual([]);
  });

  it('says of what is not there that it is not, and where to go on', async () => {
    const before = driver().complaints.length;
    for (const [address, words] of [
      ['plans/99999', /There is no such plan, or not any more/],
      ['packs/nobody', /No such pack is installed/],
      ['packs/%zz', /No such pack is installed/],
      ['executions/99999', /There is no such execution, or not any more/],
      ['nowhere', /There is no such page/],
    ] as const) {
      await page().goto(`${service().url}/#/${address}`);
      await driver().shows(words);
      await driver().isInOrder(`gone-${address.replace('/', '-')}`);
    }
    // That they are not there, the browser says too.
    expect(
      driver()
        .complaints.splice(before)
        .filter((text) => !text.includes('404')),
    ).toEqual([]);
  });

  it('installs a file with the options above it, and names it as its owner does', async () => {
    const before = driver().complaints.length;
    await driver().open('Install');
    const choose = page().locator('input[type=file]');
    await choose.setInputFiles({ name: 'notes.zip', mimeType: 'application/zip', buffer: Buffer.from('Notes.\n') });
    await driver().shows(/^notes\.zip is no archive/);
    await driver().shows(/^Choose a \.zip/);
    await driver().isInOrder('upload-refused');
    const failing = aPack('gate').withFile('tests/test_gate.sh', '#!/bin/sh\nexit 1\n');
    await choose.setInputFiles(failing.asTarball(fixture.path('gate.tgz')));
    await driver().shows(/or skip_tests \(Skip tests\) to leave/);
    await page().getByLabel('Skip tests').check();
    await choose.setInputFiles(failing.asTarball(fixture.path('gate-again.tgz')));
    await page().getByRole('heading', { name: 'gate Enabled 1.0.0' }).waitFor();
    await page()
      .locator('td.source', { hasText: /^upload:gate-again\.tgz$/ })
      .waitFor();
    await driver().open('Executions');
    await page().getByRole('cell', { name: 'upload:notes.zip' }).waitFor();
    await page()
      .getByRole('row', { name: /upload:notes\.zip/ })
      .getByRole('link')
      .click();
    await driver().shows(/uploaded is not kept/);
    expect(
      await page()
        .getByRole('button', { name: /Run again|Change and run/ })
        .count(),
    ).toBe(0);
    await page().getByRole('link', { name: 'upload it again' }).click();
    await page().getByRole('heading', { level: 1, name: 'Install' }).waitFor();
    // That it was refused, the browser says too.
    expect(
      driver()
        .complaints.splice(before)
        .filter((text) => !text.includes('422')),
    ).toEqual([]);
  });

  it('says where a pack failed, and leads to what is there', async () => {
    await driver().install(aPack('lonely').requiring('nobody-has-it').writeTo(fixture.path('lonely')));
    await driver().shows('DEPENDENCY_MISSING');
    await page()
      .locator('li.failed', { hasText: /^resolvefailed/ })
      .waitFor();
    await page()
      .getByRole('heading', { name: /^lonely/ })
      .waitFor();
    expect(await page().getByRole('link', { name: 'lonely' }).count()).toBe(0);
    await driver().isInOrder('dependency-missing');
    await driver().install('nobody-has-it@^1');
    await driver().shows('PACK_NOT_IN_REGISTRY');
    await page().getByRole('link', { name: 'Add a registry' }).click();
    const before = driver().complaints.length;
    await page().getByLabel("Address or path of a registry's index").fill(fixture.path('no-index.json'));
    await driver().press('Add the registry');
    await page()
      .getByRole('alert')
      .getByText(/no-index\.json/)
      .first()
      .waitFor();
    await driver().isInOrder('registry-refused');
    // That it was refused, the browser says too.
    expect(
      driver()
        .complaints.splice(before)
        .filter((text) => !/\b(4\d\d|503)\b/.test(text)),
    ).toEqual([]);
    await driver().open('Executions');
    await page().getByRole('cell', { name: 'core.install_packs plan' }).first().waitFor();
  });
}

async function endpoint() {
  const server = createServer((_request, response) => void response.end('thank you'));
  return listenOnLoopback(server);
}
