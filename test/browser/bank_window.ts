// The bank's window as the customer uses it: sign in, choose accounts, allow, or cancel.
import type { Page } from 'playwright-core';
import type { Watch } from './watch.ts';

export interface BankWindow {
  page: Page;
  /** Waits for a page of this heading. */
  sees(heading: string): Promise<void>;
  press(button: string): Promise<void>;
  /** Without a name the customer keeps the one that the page suggests, or calls himself jenny. */
  signIn(user?: string, password?: string): Promise<void>;
  /** Names of the accounts that are ticked. */
  ticked(): Promise<string[]>;
  /** Ticks exactly these accounts and goes on. */
  choose(names: string[]): Promise<void>;
  /** Allows what is asked. The window closes by itself afterwards. */
  allow(): Promise<void>;
  /** All pages in a row, with the accounts that the bank suggests unless others are named. */
  agree(names?: string[]): Promise<void>;
  closed(): Promise<void>;
}

/** Wraps a window in which the bank's sign-in opens. */
export function bankWindow(page: Page, watch: Watch): BankWindow {
  const press = (button: string) => page.getByRole('button', { name: button, exact: true }).click();
  const closed = async () => {
    if (!page.isClosed()) await page.waitForEvent('close');
  };
  const bank: BankWindow = {
    page,
    press,
    closed,
    async sees(heading) {
      await page.getByRole('heading', { level: 1, name: heading }).waitFor();
      await watch.look(page.mainFrame(), `bank: ${heading}`);
    },
    async signIn(user, password = '') {
      await page.locator('form#sign_in').waitFor();
      await watch.look(page.mainFrame(), 'bank: sign-in');
      const field = page.locator('#user');
      if (user !== undefined) await field.fill(user);
      else if ((await field.inputValue()) === '') await field.fill('jenny');
      await page.locator('#password').fill(password);
      await press('Sign in');
    },
    ticked: () => page.locator('label.account:has(input:checked) .account-name').allTextContents(),
    async choose(names) {
      await page.locator('form#accounts').waitFor();
      await watch.look(page.mainFrame(), 'bank: accounts');
      for (const row of await page.locator('label.account').all()) {
        const name = await row.locator('.account-name').textContent();
        await row.locator('input').setChecked(names.includes(name ?? ''));
      }
      await press('Continue');
    },
    async allow() {
      await page.locator('form#consent').waitFor();
      await watch.look(page.mainFrame(), 'bank: consent');
      await Promise.all([page.waitForEvent('close'), press('Allow access')]);
    },
    async agree(names) {
      await bank.signIn();
      await page.locator('form#accounts, form#consent').waitFor();
      if (names !== undefined) await bank.choose(names);
      else if (await page.locator('form#accounts').isVisible()) await press('Continue');
      await bank.allow();
    },
  };
  return bank;
}
