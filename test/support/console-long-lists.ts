import { aPack } from '@packyard/testing';
import type { ConsoleDriver } from './console-driver';
import type { Service } from './service';
import type { TestFixture } from './test-fixture';

const PACKS = Array.from({ length: 60 }, (_pack, number) => `crowd-${String(number).padStart(2, '0')}`);
const VERSIONS = Array.from({ length: 22 }, (_version, number) => `1.${number}.0`);

/** What is too much for a page is found all the same. */
export function tryLongLists(given: {
  fixture: TestFixture;
  driver: () => ConsoleDriver;
  service: () => Service;
}): void {
  it('shows first what failed of a large request, and how much of it did', async () => {
    const { page } = given.driver();
    const sources = PACKS.map((ref) => aPack(ref).writeTo(given.fixture.path(ref)));
    await given.driver().install([...sources, given.fixture.path('crowd-lost')].join('\n'));
    await page.getByRole('heading', { name: /^Execution \d+ (completed|failed)$/ }).waitFor();
    await given.driver().shows('61 packs: 1 failed, 60 completed');
    expect(await page.locator('article').count()).toBe(50);
    await page.locator('article').first().getByText('SOURCE_NOT_FOUND').waitFor();
    await given.driver().isInOrder('large-request');
    await given.driver().press('Show 11 of 11 more packs');
    await page.locator('article').nth(60).waitFor();
  });

  it('finds a pack that is on another page of the list, and says when there is none', async () => {
    const { page } = given.driver();
    await given.driver().open('Packs');
    await given.driver().shows('1 of 2');
    expect(await page.getByRole('link', { name: 'crowd-59' }).count()).toBe(0);
    await given.driver().press('After');
    await given.driver().shows('2 of 2');
    await page.getByLabel('Search').fill('CROWD-5');
    await page.getByRole('link', { name: 'pager' }).waitFor({ state: 'detached' });
    const found = await page.getByRole('row').getByRole('link').allInnerTexts();
    expect(found).toEqual(PACKS.slice(50));
    await page.getByLabel('Search').fill('crowd-none');
    await given.driver().shows('No installed pack has these words.');
    await given.driver().isInOrder('nothing-found');
  });

  it('shows the enabled version of many, then the newest, and the rest when it is asked for', async () => {
    const { page } = given.driver();
    for (const version of VERSIONS) {
      const source = aPack('often')
        .version(version)
        .writeTo(given.fixture.path(`often-${version}`));
      await given.service().install([source], { enable: version === '1.0.0' });
    }
    await page.getByLabel('Search').fill('often');
    await given.driver().shows('17 before, 1.17.0, 1.18.0, 1.19.0, 1.20.0, 1.21.0');
    await page.getByRole('link', { name: 'often', exact: true }).click();
    await given.driver().shows('Show 2 of 2 more versions');
    const rows = page.getByRole('region', { name: 'Versions of often' }).getByRole('row');
    expect(await rows.nth(1).innerText()).toMatch(/1\.0\.0[^]*Enabled/);
    expect(await rows.nth(2).innerText()).toContain('1.21.0');
    await given.driver().press('Show 2 of 2 more versions');
    await rows.nth(22).waitFor();
  });
}
