// The stage of a browser test: a world, a shop, a browser, and customers who go through the real flow in it.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { TestContext } from 'node:test';
import type { Browser, BrowserContextOptions, FrameLocator, Page } from 'playwright-core';
import type Stripe from 'stripe';
import { type CompleteParams, link, simulateOnAuthorization } from '../story.ts';
import { joinTestWorld, type World } from '../world.ts';
import { type BankWindow, bankWindow } from './bank_window.ts';
import { openChromium } from './chromium.ts';
import { openShop, type Shop } from './shop.ts';
import { lookAfresh, takePicture, type Watch, watch } from './watch.ts';

export const PHONE = { width: 390, height: 844 };
export const DESK = { width: 1280, height: 900 };

/** What the merchant's page gets from the promise. */
export interface Outcome {
  session?: Omit<Stripe.FinancialConnections.Session, 'accounts'> & {
    accounts: Stripe.FinancialConnections.Account[];
  };
  error?: { type: string; code?: string; message?: string; param?: string };
  thrown?: string;
}

export interface Stage {
  world: World;
  shop: Shop;
  browser: Browser;
  /** Gives a customer a fresh browser profile; afterwards holds it to what no test may do. */
  customer(options: CustomerOptions, play: (customer: Customer) => Promise<void>): Promise<void>;
  close(): Promise<void>;
}

export interface CustomerOptions {
  profile?: BrowserContextOptions;
  /** Origins that may be asked besides the API, the bank and the stage's own shop. */
  origins?: string[];
  /** Complaints of the pages that belong to the test. */
  complaints?: RegExp;
  /** Runs before the first page. */
  prepare?: (page: Page) => Promise<unknown>;
}

export interface Customer {
  page: Page;
  flow: FrameLocator;
  watch: Watch;
  /** Goes to the merchant's page for this session and presses its button. */
  open(
    session: { client_secret: string | null },
    options?: { locale?: string; key?: string; token?: boolean },
  ): Promise<void>;
  /** Waits until the flow shows a pane of this heading. */
  sees(heading: string): Promise<void>;
  press(button: string): Promise<void>;
  /** Presses a button that opens the bank's window. */
  pressForBank(button: string): Promise<BankWindow>;
  /** Consents and goes to the bank that the session already knows. */
  goToBank(agree: string, bank: string, language?: 'en' | 'de'): Promise<BankWindow>;
  /** What the promise resolved with. */
  outcome(): Promise<Outcome>;
  /** Another page of the same browser. */
  secondPage(): Promise<Customer>;
}

/** Opens a stage; the caller closes it. */
export async function openStage(): Promise<Stage> {
  const [world, browser] = await Promise.all([joinTestWorld(), openChromium()]);
  const shop = await openShop(world.url);
  lookAfresh();
  return {
    world,
    shop,
    browser,
    async customer({ profile, origins = [], complaints, prepare }, play) {
      const context = await browser.newContext({
        viewport: DESK,
        locale: 'en-US',
        reducedMotion: 'reduce',
        ...profile,
      });
      const watched = watch(context);
      try {
        const page = await context.newPage();
        await prepare?.(page);
        await play(customerOf(page, { world, shop, watch: watched }));
        watched.verdict([world.url, world.bank_url, shop.origin, ...origins], complaints);
      } catch (problem) {
        const name = problem instanceof Error ? problem.message.slice(0, 40) : 'problem';
        for (const page of context.pages()) await takePicture(page, `failed ${name}`).catch(() => undefined);
        throw problem;
      } finally {
        await context.close();
      }
    },
    async close() {
      await browser.close();
      await shop.close();
      await world.close();
    },
  };
}

/** A sentence of a visit that tells several, one after the other: where one breaks off, the visit ends. */
export async function chapter(t: TestContext, sentence: string, play: () => Promise<void>): Promise<void> {
  let problem: { error: unknown } | null = null;
  await t.test(sentence, async () => {
    try {
      await play();
    } catch (error) {
      problem = { error };
      throw error;
    }
  });
  if (problem !== null) throw (problem as { error: unknown }).error;
}

/** A session for a first link, of a new customer. */
export async function newSession({ stripe }: World, params: object = {}) {
  const { id: customer } = await stripe.customers.create({ name: 'Jenny Rosen' });
  const session = await stripe.financialConnections.sessions.create({
    account_holder: { type: 'customer', customer },
    permissions: ['payment_method', 'balances'],
    ...params,
  });
  return { customer, session };
}

/** A link whose consent was then withdrawn at the bank. At the bank the customer is jenny, whoever else is. */
export async function brokenLink(world: World, params: CompleteParams = {}) {
  const linked = await link(world, { bank_user: `jenny-${randomUUID()}`, accounts: ['Everyday Checking'], ...params });
  await simulateOnAuthorization(world, linked.authorization, 'consent_revoked');
  await world.settle();
  return linked;
}

function customerOf(page: Page, { world, shop, watch }: { world: World; shop: Shop; watch: Watch }): Customer {
  const flow = page.frameLocator('iframe');
  const button = (name: string) => flow.getByRole('button', { name });
  const customer: Customer = {
    page,
    flow,
    watch,
    async open(session, { locale, key = world.keys.publishable, token } = {}) {
      if (session.client_secret !== null) watch.keepSecret(session.client_secret);
      await page.goto(shop.offer({ client_secret: session.client_secret, publishable_key: key, locale, token }));
      await page.getByRole('button', { name: 'Go to my bank' }).click();
    },
    async sees(heading) {
      await flow.getByRole('heading', { level: 1, name: heading }).waitFor();
      const frame = page.frames().find((one) => one.url().startsWith(`${world.url}/flow`));
      assert.ok(frame !== undefined, 'the flow has a frame');
      await watch.look(frame, `flow: ${heading}`);
    },
    press: (name) => button(name).click(),
    async pressForBank(name) {
      const [popup] = await Promise.all([page.waitForEvent('popup'), button(name).click()]);
      return bankWindow(popup, watch);
    },
    async goToBank(agree, bank, language = 'en') {
      await customer.press(agree);
      await customer.sees(language === 'de' ? `Bei ${bank} anmelden` : `Sign in at ${bank}`);
      return await customer.pressForBank(language === 'de' ? `Weiter zu ${bank}` : `Continue to ${bank}`);
    },
    async outcome() {
      const result = page.locator('#result:not(:empty)');
      await result.waitFor();
      const { financialConnectionsSession: session, ...rest } = JSON.parse((await result.textContent()) ?? '{}');
      return { session, ...rest };
    },
    secondPage: async () => customerOf(await page.context().newPage(), { world, shop, watch }),
  };
  return customer;
}
