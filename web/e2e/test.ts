import { AxeBuilder } from '@axe-core/playwright';
import { test as base, expect, type Browser, type BrowserContext, type BrowserContextOptions, type Page } from '@playwright/test';
import { firefox } from './browser';
import { Display } from './display';
import { Server } from './server';

type Fixtures = {
  /** Settings of the server besides the usual ones. */
  settings: readonly string[];
  /** A fresh demo clinic for this test alone. */
  server: Server;
  /** A person's own browser. */
  person: Person;
  /** A person's own Firefox. */
  fox: Person;
};

export type Person = (options?: BrowserContextOptions) => Promise<Page>;

export const test = base.extend<Fixtures>({
  settings: [[], { option: true }],
  server: async ({ settings }, use, info) => {
    const server = await Server.start(settings);
    await use(server);
    await server.stop();
    if (info.status !== info.expectedStatus) await info.attach('server.log', { body: server.output, contentType: 'text/plain' });
  },
  baseURL: async ({ server }, use) => use(server.url),
  person: ({ browser, baseURL }, use) => people(browser, baseURL, use),
  fox: async ({ playwright, baseURL }, use) => {
    const display = await Display.open();
    try {
      const browser = await playwright.firefox.launch({ ...firefox, env: { ...process.env, DISPLAY: display.name } });
      await people(browser, baseURL, use, typeAsPeopleDo);
      await browser.close();
    } finally {
      display.close();
    }
  },
});

/** Gives out people with a browser of their own, whose pages throw nothing. */
async function people(browser: Browser, baseURL: string | undefined, use: (person: Person) => Promise<void>, prepare: (context: BrowserContext) => Promise<unknown> = async () => {}) {
  const faults: string[] = [];
  await use(async (options) => {
    const context = await browser.newContext({ ...(baseURL && { baseURL }), ...options });
    await prepare(context);
    const page = await context.newPage();
    page.on('pageerror', (error) => faults.push(error.message));
    page.on('request', (request) => faults.push(...textSent(request.postData())));
    page.on('websocket', (socket) => socket.on('framesent', ({ payload }) => faults.push(...textSent(payload.toString()))));
    return page;
  });
  for (const context of browser.contexts()) await context.close();
  expect(faults, 'exceptions in the pages').toEqual([]);
}

/** Over BiDi, Playwright sets the value of a field, which React takes for its own doing; here the browser's editor does it. */
const typeAsPeopleDo = (context: BrowserContext) =>
  context.addInitScript(() => {
    const insert = (text: string) => void document.execCommand('insertText', false, text);
    Object.defineProperty(window, '__pw_bidiInsertText', { get: () => insert, set: () => {} });
  });

/** The app names its documents by ids: a text that a page sends would be refused in production. */
function textSent(sent: string | null): string[] {
  return sent && /"query":"[^"]/.test(sent) ? [`a document was sent as text: ${sent.slice(0, 120)}`] : [];
}

export { expect };

/** No violation of WCAG 2.2 A and AA that a machine can find. */
export async function expectAccessible(page: Page, name: string) {
  // The builder wants the type of another playwright-core than ours.
  const { violations } = await new AxeBuilder({ page: page as never }).withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa']).analyze();
  const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(' ')).join(' | ')}`);
  expect.soft(found, `axe on ${name}`).toEqual([]);
}

/** Nothing sticks out at the side, down to the narrowest phone. */
export async function expectNoSideways(page: Page, name: string) {
  const { width } = page.viewportSize() ?? { width: 0 };
  // The page may still be on its way from the wide layout.
  const wide = () => page.evaluate(() => document.documentElement.scrollWidth);
  await expect.soft.poll(wide, { message: `width of ${name} at ${width}`, timeout: 5_000 }).toBeLessThanOrEqual(width);
}

/** Pages count the time on; after the clock was moved by hand they have to look at it again. */
export async function lookAtClock(...pages: Page[]) {
  for (const page of pages) await page.evaluate(() => window.dispatchEvent(new Event('online')));
}
