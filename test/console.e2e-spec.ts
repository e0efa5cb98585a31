import { createServer } from 'node:http';
import { aPack, listenOnLoopback } from '@packyard/testing';
import type { Browser, Page } from 'playwright-core';
import { graphOfMany, overlaps } from './support/graph-of-many';
import { barriers, findChromium, openBrowser, photograph, sideways, VIEWS } from './support/browser';
import type { Service } from './support/service';
import { TestFixture } from './support/test-fixture';

const chromium = findChromium();

if (chromium === undefined) {
  it('the console is not tried: this machine has no Chromium', () => {
    console.info('Install Chromium (Debian: apt-get install chromium) to try the console.');
  });
} else describe.each(VIEWS)('the console ($name)', (view) => tryConsole(chromium, view));

function tryConsole(executable: string, { name, ...view }: (typeof VIEWS)[number]): void {
  const fixture = new TestFixture();
  const complaints: string[] = [];
  let service: Service;
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    service = await fixture.start({ home: fixture.path('home') });
    for (const version of ['1.0.0', '1.1.0']) {
      const pack = aPack('slack').version(version).withFile('actions/post.sh', '#!/bin/sh\n');
      if (version === '1.1.0') {
        pack.withFile('actions/more.yaml', 'ref: slack.more\nrunner_type: shell\nentry_point: post.sh\n');
        pack.withFile('actions/run.yaml', 'ref: slack.run\nlabel: Runs\nrunner_type: shell\nentry_point: run.sh\n');
      }
      pack.writeTo(fixture.path(`slack-${version}`));
    }
    browser = await openBrowser(executable);
    page = await (await browser.newContext(view)).newPage();
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(String(error)));
  });

  afterAll(() => browser.close());

  const shows = (text: string | RegExp) => page.getByText(text).first().waitFor();
  const press = (button: string) => page.getByRole('button', { name: button, exact: true }).first().click();
  const open = (link: string) => page.getByRole('navigation').getByRole('link', { name: link, exact: true }).click();
  async function signIn(token: string): Promise<void> {
    await page.goto(service.url);
    await page.getByLabel('Token').fill(token);
    await press('Sign in');
  }
  async function install(source: string): Promise<void> {
    await open('Install');
    await page.getByLabel('Sources, one in a line').fill(source);
    await press('Install');
  }
  async function plan(source: string): Promise<void> {
    await open('Install');
    await page.getByLabel('Sources, one in a line').fill(source);
    await press('Plan');
  }
  async function isInOrder(what: string): Promise<void> {
    await page.waitForLoadState('networkidle');
    expect(await barriers(page, `${name}-${what}`)).toEqual([]);
    expect(await sideways(page)).toBe(0);
  }

  async function endpoint() {
    const server = createServer((_request, response) => void response.end('thank you'));
    return listenOnLoopback(server);
  }

  it('refuses a token that is none, in words', async () => {
    await signIn('not-a-token');
    await shows('UNAUTHENTICATED');
    await isInOrder('sign-in');
  });

  it('says what to do where there is nothing yet', async () => {
    complaints.length = 0;
    await signIn(service.token);
    await shows('No pack is installed yet.');
    await isInOrder('no-packs');
  });

  it('shows an install from the request to the enabled pack, without a reload', async () => {
    await install(fixture.path('slack-1.0.0'));
    await page.getByRole('heading', { name: /^Execution \d+ completed$/ }).waitFor();
    await isInOrder('execution');
    await page.getByRole('link', { name: 'slack', exact: true }).click();
    await page.getByRole('heading', { name: 'slack Enabled 1.0.0' }).waitFor();
  });

  it('shows what an install would do, then does exactly that, or says that something has moved since', async () => {
    await plan(fixture.path('slack-1.1.0'));
    await page.getByRole('heading', { name: 'slack 1.0.0 → 1.1.0 upgrade' }).waitFor();
    await shows('+ action slack.more');
    await shows(/~ action slack\.run \(label/);
    await isInOrder('plan');
    const address = page.url();
    await press('Apply');
    await page.getByRole('heading', { name: /^Execution \d+ completed$/ }).waitFor();
    await page.goto(address);
    await shows(/can't be applied any more: it stands on generation \d+/);
    expect(await page.getByRole('button', { name: 'Apply' }).isDisabled()).toBe(true);
    await isInOrder('plan-outdated');
    await press('Plan it again');
    await shows('Nothing would change.');
    const before = complaints.length;
    await page.goto(`${service.url}/#/plans/99999`);
    await shows('There is no such plan, or not any more');
    await isInOrder('plan-gone');
    // That it is not there, the browser says too.
    expect(complaints.splice(before).filter((text) => !text.includes('404'))).toEqual([]);
  });

  it('shows what a plan refuses, with the remedy', async () => {
    await plan(fixture.path('nothing-there'));
    await shows('SOURCE_NOT_FOUND');
    await shows("It can't be applied, because not all of it can be installed.");
    await isInOrder('plan-refused');
  });

  it('shows a failure with its remedy', async () => {
    await install(fixture.path('nothing-here'));
    await page.getByRole('heading', { name: /^Execution \d+ failed$/ }).waitFor();
    await shows('SOURCE_NOT_FOUND');
    await isInOrder('failure');
  });

  it('switches a version after it was asked for', async () => {
    await open('Packs');
    await page.getByRole('link', { name: 'slack', exact: true }).click();
    await page.getByRole('heading', { name: 'slack Enabled 1.1.0' }).waitFor();
    await page.getByText('Compare versions').click();
    await shows('From 1.0.0 to 1.1.0');
    await isInOrder('pack');
    await press('Enable');
    await shows('Enable slack 1.0.0?');
    await isInOrder('enable');
    await page.getByRole('dialog').getByRole('button', { name: 'Enable' }).click();
    await page.getByRole('heading', { name: 'slack Enabled 1.0.0' }).waitFor();
  });

  it('rolls back, and says before what that changes', async () => {
    await open('Generations');
    await shows('current');
    await isInOrder('generations');
    await press('Roll back');
    await shows('slack: 1.0.0 → 1.1.0');
    await page.getByRole('dialog').getByRole('button', { name: 'Roll back' }).click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await open('Packs');
    await shows('1.1.0');
    await isInOrder('packs');
  });

  it('draws who needs whom, each pack a link to its page', async () => {
    aPack('pager').requiring('slack', '^1').writeTo(fixture.path('pager'));
    await install(fixture.path('pager'));
    await page.getByRole('heading', { name: /^Execution \d+ completed$/ }).waitFor();
    await open('Graph');
    await page.getByRole('link', { name: 'pager 1.0.0, needs 1, needed by 0' }).focus();
    await page.locator('.graph .near').getByText('^1', { exact: true }).waitFor();
    await isInOrder('graph');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'pager Enabled 1.0.0' }).waitFor();
    await page.getByRole('link', { name: 'What it needs and what needs it' }).click();
    await page.getByRole('link', { name: 'slack 1.1.0, needs 0, needed by 1' }).waitFor();
  });

  it('draws two hundred packs beside each other, and finds one', async () => {
    await page.route('**/api/v1/graph', (route) => route.fulfill({ json: { data: graphOfMany() } }));
    await open('Graph');
    const boxes = page.locator('.graph .pack');
    await page.getByRole('link', { name: /^pack-199 / }).waitFor();
    expect(await boxes.count()).toBe(200);
    expect(await overlaps(page)).toEqual([]);
    await isInOrder('graph-200');
    await page.getByLabel('Search').fill('pack-137');
    await page.locator('.graph .faint').nth(198).waitFor();
    expect(await page.locator('.graph .pack:not(.faint)').allTextContents()).toEqual(['pack-137 1.0.0']);
    await photograph(page, `${name}-graph-found`);
    await press('All of it');
    await photograph(page, `${name}-graph-whole`);
    await page.unroute('**/api/v1/graph');
  });

  it.each(['Executions', 'Registries', 'Accounts', 'Tokens', 'Audit', 'Service'])(
    '%s can be read by everyone',
    async (title) => {
      await open(title);
      await page.getByRole('heading', { level: 1, name: new RegExp(`^${title}`) }).waitFor();
      await isInOrder(title.toLowerCase());
    },
  );

  it('sets up a webhook, shows its secret once, tries it and tells how that went', async () => {
    const told = await endpoint();
    await open('Webhooks');
    await shows('Nobody is told of anything.');
    await page.getByLabel('Address that is told').fill(`${told.url}/hook`);
    await page.getByLabel('Events').fill('execution.*');
    await press('Add the webhook');
    await shows(/^whsec_/);
    await press('Try 1');
    await shows('webhook.test');
    await shows('thank you');
    await isInOrder('webhooks');
    await press('Disable 1');
    await page.getByRole('button', { name: 'Enable 1' }).waitFor();
    await press('Delete 1');
    await shows('Nobody is told of anything.');
    await told.close();
  });

  it('offers nothing that the token may not do', async () => {
    await open('Tokens');
    await page.getByLabel('Name of a new token').fill('reader');
    await press('Make the token');
    const token = await page.locator('code.secret').innerText();
    await press('Sign out');
    await signIn(token);
    await shows('slack');
    const links = await page.getByRole('navigation').getByRole('link').allInnerTexts();
    expect(links).toEqual(['Packs', 'Executions', 'Graph', 'Generations', 'Registries', 'Service']);
    await page.getByRole('link', { name: 'slack', exact: true }).click();
    await page.getByRole('heading', { name: 'slack Enabled 1.1.0' }).waitFor();
    expect(await page.getByRole('button').allInnerTexts()).toEqual(['Sign out']);
  });

  it('needs nothing that its own policy refuses', () => expect(complaints).toEqual([]));
}
