import { aPack } from '@packyard/testing';
import type { Browser, Page } from 'playwright-core';
import { findChromium, openBrowser, type View, VIEWS } from './support/browser';
import { ConsoleDriver } from './support/console-driver';
import { tryLongLists } from './support/console-long-lists';
import { tryNodes } from './support/console-nodes';
import { tryPages } from './support/console-pages';
import type { Service } from './support/service';
import { TestFixture } from './support/test-fixture';

const chromium = findChromium();

if (chromium === undefined) {
  it('the console is not tried: this machine has no Chromium', () => {
    console.info('Install Chromium (Debian: apt-get install chromium) to try the console.');
  });
} else describe.each(VIEWS)('the console ($name)', (view) => tryConsole(chromium, view));

function tryConsole(executable: string, view: View): void {
  const fixture = new TestFixture();
  let complaints: string[];
  let driver: ConsoleDriver;
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
    driver = await ConsoleDriver.open(browser, view, service.url);
    ({ page, complaints } = driver);
  });

  afterAll(() => browser.close());

  it('refuses a token that is none, in words', async () => {
    await driver.signIn('not-a-token');
    await driver.shows('UNAUTHENTICATED');
    await driver.isInOrder('sign-in');
  });

  it('says what to do where there is nothing yet', async () => {
    complaints.length = 0;
    await driver.signIn(service.token);
    await driver.shows('No pack is installed yet.');
    await driver.isInOrder('no-packs');
  });

  it('shows an install from the request to the enabled pack, without a reload', async () => {
    await driver.install(fixture.path('slack-1.0.0'));
    await page.getByRole('heading', { name: /^Execution \d+ completed$/ }).waitFor();
    await driver.isInOrder('execution');
    await page.getByRole('link', { name: 'slack', exact: true }).click();
    await page.getByRole('heading', { name: 'slack Enabled 1.0.0' }).waitFor();
  });

  it('shows what an install would do, then does exactly that, or says that something has moved since', async () => {
    await driver.plan(fixture.path('slack-1.1.0'));
    await page.getByRole('heading', { name: 'slack 1.0.0 → 1.1.0 upgrade' }).waitFor();
    await driver.shows('+ action slack.more');
    await driver.shows(/~ action slack\.run \(label/);
    await driver.isInOrder('plan');
    const address = page.url();
    await driver.press('Apply');
    await page.getByRole('heading', { name: /^Execution \d+ completed$/ }).waitFor();
    await page.goto(address);
    await driver.shows(/can't be applied any more: it stands on generation \d+/);
    expect(await page.getByRole('button', { name: 'Apply' }).isDisabled()).toBe(true);
    await driver.isInOrder('plan-outdated');
    await driver.press('Plan it again');
    await driver.shows('Nothing would change.');
  });

  it('shows what a plan refuses, with the remedy', async () => {
    await driver.plan(fixture.path('nothing-there'));
    await driver.shows('SOURCE_NOT_FOUND');
    await driver.shows("It can't be applied, because not all of it can be installed.");
    await driver.isInOrder('plan-refused');
  });

  it('shows a failure with its remedy', async () => {
    await driver.install(fixture.path('nothing-here'));
    await page.getByRole('heading', { name: /^Execution \d+ failed$/ }).waitFor();
    await driver.shows('SOURCE_NOT_FOUND');
    await driver.shows('What failed has changed nothing: what was enabled before still is.');
    expect(await page.getByText('not reached').count()).toBe(3);
    await driver.isInOrder('failure');
    await driver.press('Change and run');
    expect(await page.getByLabel('Sources, one in a line').inputValue()).toBe(fixture.path('nothing-here'));
    await driver.isInOrder('install');
  });

  it('shows what the tests of a pack printed that kept it out', async () => {
    const failing = aPack('door').withFile('tests/test_door.sh', '#!/bin/sh\necho "the door is stuck"; exit 1\n');
    await driver.install(failing.writeTo(fixture.path('door')));
    await page.getByRole('heading', { name: /^Execution \d+ failed$/ }).waitFor();
    await driver.shows('TESTS_FAILED');
    await page.getByText('What the tests printed').click();
    await page.locator('article pre', { hasText: 'the door is stuck' }).waitFor();
    await driver.isInOrder('tests-failed');
  });

  it('switches a version after it was asked for', async () => {
    await driver.open('Packs');
    await page.getByRole('link', { name: 'slack', exact: true }).click();
    await page.getByRole('heading', { name: 'slack Enabled 1.1.0' }).waitFor();
    await page.getByText('Compare versions').click();
    await driver.shows('From 1.0.0 to 1.1.0');
    await driver.isInOrder('pack');
    // All its versions, of which there may be thousands, are not sent again as long as they are the same.
    await page.waitForResponse((response) => response.url().endsWith('/versions') && response.status() === 304);
    await driver.press('Enable');
    await driver.shows('Enable slack 1.0.0?');
    await driver.isInOrder('enable');
    await driver.confirm('Enable');
    await page.getByRole('heading', { name: 'slack Enabled 1.0.0' }).waitFor();
  });

  it('rolls back, and says before what that changes', async () => {
    await driver.open('Generations');
    await driver.shows('current');
    await driver.isInOrder('generations');
    await driver.press('Undo the last request');
    await driver.shows('Undo the last request?');
    await driver.shows('slack: 1.0.0 → 1.1.0');
    await driver.isInOrder('roll-back');
    await driver.confirm('Leave it');
    await driver.press('Roll back to 2');
    await driver.shows('slack: 1.0.0 → 1.1.0');
    await driver.confirm('Roll back');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await driver.open('Packs');
    await driver.shows('1.1.0');
    await driver.isInOrder('packs');
  });

  it('draws who needs whom, each pack a link to its page', async () => {
    aPack('pager').requiring('slack', '^1').writeTo(fixture.path('pager'));
    await driver.install(fixture.path('pager'));
    await page.getByRole('heading', { name: /^Execution \d+ completed$/ }).waitFor();
    await driver.open('Graph');
    await page.getByRole('link', { name: 'pager 1.0.0, needs 1, needed by 0' }).focus();
    await page.locator('.graph .near').getByText('^1', { exact: true }).waitFor();
    await driver.isInOrder('graph');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'pager Enabled 1.0.0' }).waitFor();
    await page.getByRole('link', { name: 'What it needs and what needs it' }).click();
    await page.getByRole('link', { name: 'slack 1.1.0, needs 0, needed by 1' }).waitFor();
  });

  // What is the same at every width is tried once.
  const given = { fixture, driver: () => driver, service: () => service };
  if (view === VIEWS[0]) tryPages(given);
  if (view === VIEWS[0]) tryNodes(given);
  if (view === VIEWS[0]) tryLongLists(given);

  it('offers nothing that the token may not do', async () => {
    await driver.open('Tokens');
    await page.getByLabel('Name of a new token').fill('reader');
    await driver.press('Make the token');
    const token = await page.locator('code.secret').innerText();
    await driver.press('Sign out');
    await driver.signIn(token);
    await page.getByLabel('Search').fill('slack');
    const links = await page.getByRole('navigation').getByRole('link').allInnerTexts();
    expect(links).toEqual(['Packs', 'Executions', 'Graph', 'Generations', 'Nodes', 'Registries', 'Service']);
    await page.getByRole('link', { name: 'slack', exact: true }).click();
    await page.getByRole('heading', { name: 'slack Enabled 1.1.0' }).waitFor();
    expect(await page.getByRole('button').allInnerTexts()).toEqual(['Sign out']);
  });

  it('needs nothing that its own policy refuses', () => expect(complaints).toEqual([]));
}
