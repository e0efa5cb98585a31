import type { Browser, Page } from 'playwright-core';
import { barriers, menuLines, sideways, type View, VIEWS } from './browser';

/** The console as a person uses it: by what is read on its pages. */
export class ConsoleDriver {
  private constructor(
    readonly page: Page,
    private readonly url: string,
    private readonly view: View,
    /** What the browser had to say about them. */
    readonly complaints: string[],
  ) {}

  static async open(browser: Browser, view: View, url: string): Promise<ConsoleDriver> {
    const page = await (await browser.newContext(view)).newPage();
    const complaints: string[] = [];
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(`${message.text()} ${message.location().url}`);
    });
    page.on('pageerror', (error) => complaints.push(String(error)));
    return new ConsoleDriver(page, url, view, complaints);
  }

  async signIn(token: string): Promise<void> {
    await this.page.goto(this.url);
    await this.page.getByLabel('Token').fill(token);
    await this.press('Sign in');
  }

  open(link: string): Promise<void> {
    return this.page.getByRole('navigation').getByRole('link', { name: link, exact: true }).click();
  }

  press(button: string): Promise<void> {
    return this.page.getByRole('button', { name: button, exact: true }).first().click();
  }

  /** The button of the dialog that asks. */
  confirm(button: string): Promise<void> {
    return this.page.getByRole('dialog').getByRole('button', { name: button, exact: true }).click();
  }

  shows(text: string | RegExp): Promise<void> {
    return this.page.getByText(text).first().waitFor();
  }

  async install(source: string): Promise<void> {
    await this.fillIn(source);
    await this.press('Install');
  }

  async plan(source: string): Promise<void> {
    await this.fillIn(source);
    await this.press('Plan');
  }

  /** Opens a folded form, fills it in by its labels, sends it and folds it again. */
  async send(title: string, button: string, values: Readonly<Record<string, string>> = {}): Promise<void> {
    await this.page.getByText(title, { exact: true }).click();
    const form = this.page.locator('details[open] form');
    for (const [label, text] of Object.entries(values)) await form.getByLabel(label, { exact: true }).fill(text);
    await this.press(button);
    await this.page.getByText(title, { exact: true }).click();
  }

  /**
   * Nothing stands in anybody's way at any width, in light and dark, and the page is as wide as the window. The first view
   * tries all of them; in the others it is enough that what was done there is.
   */
  async isInOrder(what: string): Promise<void> {
    await this.page.waitForLoadState('networkidle');
    expect(await sideways(this.page)).toBe(0);
    if (this.view !== VIEWS[0]) return;
    for (const { name, viewport } of VIEWS) {
      await this.page.setViewportSize(viewport);
      expect(await barriers(this.page, `${name}-${what}`)).toEqual([]);
      expect(await sideways(this.page)).toBe(0);
      if (name === 'wide') expect(await menuLines(this.page)).toBeLessThanOrEqual(1);
    }
    await this.page.setViewportSize(this.view.viewport);
  }

  private async fillIn(source: string): Promise<void> {
    await this.open('Install');
    await this.page.getByLabel('Sources, one in a line').fill(source);
  }
}
