import { aPack } from '@packyard/testing';
import type { Browser, Page } from 'playwright-core';
import { findChromium, openBrowser, type View, VIEWS } from './support/browser';
import { ConsoleDesk } from './support/console-desk';
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
  let desk: ConsoleDesk;
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
    desk = await ConsoleDesk.open(browser, view, service.url);
    ({ page, complaints } = desk);
  });

  afterAll(() => browser.close());

  it('refuses a token that is none, in words', async () => {
    await desk.signIn('not-a-token');
    await desk.shows('UNAUTHENTICATED');
    await desk.isInOrder('sign-in');
  });

  it('says what to do where there is nothing yet', async () => {
    complaints.length = 0;
    await desk.signIn(service.token);
    await desk.shows('No pack is installed yet.');
    await desk.isInOrder('no-packs');
  });

  it('shows an install from the request to the enabled pack, without a reload', async () => {
    await desk.install(fixture.path('slack-1.0.0'));
    await page.getByRole('heading', { name: /^Execution \d+ completed$/ }).waitFor();
    await desk.isInOrder('execution');
    await page.getByRole('link', { name: 'slack', exact: true }).click();
    await page.getByRole('heading', { name: 'slack Enabled 1.0.0' }).waitFor();
  });

  it('shows what an install would do, then does exactly that, or says that something has moved since', async () => {
    await desk.plan(fixture.path('slack-1.1.0'));
    await page.getByRole('heading', { name: 'slack 1.0.0 → 1.1.0 upgrade' }).waitFor();
    await desk.shows('+ action slack.more');
    await desk.shows(/~ action slack\.run \(label/);
    await desk.isInOrder('plan');
    const address = page.url();
    await desk.press('Apply');
    await page.getByRole('heading', { name: /^Execution \d+ completed$/ }).waitFor();
    await page.goto(address);
    await desk.shows(/can't be applied any more: it stands on generation \d+/);
    expect(await page.getByRole('button', { name: 'Apply' }).isDisabled()).toBe(true);
    await desk.isInOrder('plan-outdated');
    await desk.press('Plan it again');
    await desk.shows('Nothing would change.');
  });

  it('shows what a plan refuses, with the remedy', async () => {
    await desk.plan(fixture.path('nothing-there'));
    await desk.shows('SOURCE_NOT_FOUND');
    await desk.shows("It can't be applied, because not all of it can be installed.");
    await desk.isInOrder('plan-refused');
  });

  it('shows a failure with its remedy', async () => {
    await desk.install(fixture.path('nothing-here'));
    await page.getByRole('heading', { name: /^Execution \d+ failed$/ }).waitFor();
    await desk.shows('SOURCE_NOT_FOUND');
    await desk.shows('What failed has changed nothing: what was enabled before still is.');
    expect(await page.getByText('not reached').count()).toBe(3);
    await desk.isInOrder('failure');
    await desk.press('Change and run');
    expect(await page.getByLabel('Sources, one in a line').inputValue()).toBe(fixture.path('nothing-here'));
    await desk.isInOrder('install');
  });

  it('shows what the tests of a pack printed that kept it out', async () => {
    const failing = aPack('door').withFile('tests/test_door.sh', '#!/bin/sh\necho "the door is stuck"; exit 1\n');
    await desk.install(failing.writeTo(fixture.path('door')));
    await page.getByRole('heading', { name: /^Execution \d+ failed$/ }).waitFor();
    await desk.shows('TESTS_FAILED');
    await page.getByText('What the tests printed').click();
    await page.locator('article pre', { hasText: 'the door is stuck' }).waitFor();
    await desk.isInOrder('tests-failed');
  });

  it('switches a version after it was asked for', async () => {
    await desk.open('Packs');
    await page.getByRole('link', { name: 'slack', exact: true }).click();
    await page.getByRole('heading', { name: 'slack Enabled 1.1.0' }).waitFor();
    await page.getByText('Compare versions').click();
    await desk.shows('From 1.0.0 to 1.1.0');
    await desk.isInOrder('pack');
    await desk.press('Enable');
    await desk.shows('Enable slack 1.0.0?');
    await desk.isInOrder('enable');
    await desk.confirm('Enable');
    await page.getByRole('heading', { name: 'slack Enabled 1.0.0' }).waitFor();
  });

  it('rolls back, and says before what that changes', async () => {
    await desk.open('Generations');
    await desk.shows('current');
    await desk.isInOrder('generations');
    await desk.press('Undo the last request');
    await desk.shows('Undo the last request?');
    await desk.shows('slack: 1.0.0 → 1.1.0');
    await desk.isInOrder('roll-back');
    await desk.confirm('Leave it');
    await desk.press('Roll back to 2');
    await desk.shows('slack: 1.0.0 → 1.1.0');
    await desk.confirm('Roll back');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await desk.open('Packs');
    await desk.shows('1.1.0');
    await desk.isInOrder('packs');
  });

  it('draws who needs whom, each pack a link to its page', async () => {
    aPack('pager').requiring('slack', '^1').writeTo(fixture.path('pager'));
    await desk.install(fixture.path('pager'));
    await page.getByRole('heading', { name: /^Execution \d+ completed$/ }).waitFor();
    await desk.open('Graph');
    await page.getByRole('link', { name: 'pager 1.0.0, needs 1, needed by 0' }).focus();
    await page.locator('.graph .near').getByText('^1', { exact: true }).waitFor();
    await desk.isInOrder('graph');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'pager Enabled 1.0.0' }).waitFor();
    await page.getByRole('link', { name: 'What it needs and what needs it' }).click();
    await page.getByRole('link', { name: 'slack 1.1.0, needs 0, needed by 1' }).waitFor();
  });

  // What is the same at every width is tried once.
  const given = { fixture, desk: () => desk, service: () => service };
  if (view === VIEWS[0]) tryPages(given);
  if (view === VIEWS[0]) tryNodes(given);

  it('offers nothing that the token may not do', async () => {
    await desk.open('Tokens');
    await page.getByLabel('Name of a new token').fill('reader');
    await desk.press('Make the token');
    const token = await page.locator('code.secret').innerText();
    await desk.press('Sign out');
    await desk.signIn(token);
    await desk.shows('slack');
    const links = await page.getByRole('navigation').getByRole('link').allInnerTexts();
    expect(links).toEqual(['Packs', 'Executions', 'Graph', 'Generations', 'Nodes', 'Registries', 'Service']);
    await page.getByRole('link', { name: 'slack', exact: true }).click();
    await page.getByRole('heading', { name: 'slack Enabled 1.1.0' }).waitFor();
    expect(await page.getByRole('button').allInnerTexts()).toEqual(['Sign out']);
  });

  it('needs nothing that its own policy refuses', () => expect(complaints).toEqual([]));
}
