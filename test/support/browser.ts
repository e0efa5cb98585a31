import { accessSync, constants, mkdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import axe from 'axe-core';
import { type Browser, chromium, type Page } from 'playwright-core';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome'];

/** The Chromium of this machine, or nothing. */
export function findChromium(): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return folders.flatMap((folder) => NAMES.map((name) => join(folder, name))).find(isExecutable);
}

export const VIEWS = [
  { name: 'wide', viewport: { width: 1280, height: 900 } },
  { name: 'narrow', viewport: { width: 390, height: 844 } },
] as const;
export type View = (typeof VIEWS)[number];

/** A browser that nobody sees. As root it can't contain its own processes; it opens pages of ours only. */
export function openBrowser(executablePath: string): Promise<Browser> {
  return chromium.launch({ executablePath, args: ['--no-sandbox'] });
}

/** Light and dark: what is wrong with the page for people who use it in other ways, in a line each; and photographs of it. */
export async function barriers(page: Page, name: string): Promise<string[]> {
  await page.emulateMedia({ colorScheme: 'light' });
  await photograph(page, `${name}-light`);
  const found = await violations(page);
  await page.emulateMedia({ colorScheme: 'dark' });
  await photograph(page, `${name}-dark`);
  // Nothing but colours is different then.
  return [...found, ...(await violations(page, ['color-contrast']))];
}

/** What axe finds, by all of its rules or by these. */
async function violations(page: Page, rules?: string[]): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axe.source);
  return page.evaluate(async (values) => {
    // Of all else that axe looked at it need not tell where it is, which takes it longer than to look.
    const told = { resultTypes: ['violations' as const] };
    const options = values === undefined ? told : { ...told, runOnly: { type: 'rule' as const, values } };
    const { violations: found } = await (globalThis as unknown as { axe: typeof axe }).axe.run(options);
    return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`);
  }, rules);
}

/** How far the page can be scrolled sideways, which it should not. */
export function sideways(page: Page): Promise<number> {
  return page.evaluate(() => {
    const { document } = globalThis as unknown as {
      document: { documentElement: { scrollWidth: number; clientWidth: number } };
    };
    return document.documentElement.scrollWidth - document.documentElement.clientWidth;
  });
}

/** How many lines the menu takes: at the most one where there is room for it. */
export function menuLines(page: Page): Promise<number> {
  return page.evaluate(() => {
    const { document } = globalThis as unknown as {
      document: { querySelectorAll(selector: string): Iterable<{ offsetTop: number }> };
    };
    return new Set([...document.querySelectorAll('header nav a')].map(({ offsetTop }) => offsetTop)).size;
  });
}

/** For people to look at: written when PACKYARD_TEST_SCREENSHOTS names a folder. */
export async function photograph(page: Page, name: string): Promise<void> {
  const folder = process.env['PACKYARD_TEST_SCREENSHOTS'];
  if (folder === undefined) return;
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
