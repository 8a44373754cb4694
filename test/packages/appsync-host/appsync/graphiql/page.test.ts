import { existsSync } from 'node:fs';
import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { giveOutcome, serveApi, type TestApi } from '../api-over-http.ts';

const executablePath = [process.env['CHROMIUM'], '/usr/bin/chromium'].find((path) => path && existsSync(path));

const schema = `
  type Query { fail: Int }
  type Mutation {
    add(
      # What is noted, e.g. \`Eggs\`.
      text: String!
    ): Note
  }
  type Note { text: String }
  type Subscription { onAdded: Note @aws_subscribe(mutations: ["add"]) }
`;
const error = { message: 'No.', errorType: 'Denied', data: null, errorInfo: { retryable: false } };
const resolvers = {
  'Query.fail': () => giveOutcome({ errors: [error] }),
  'Mutation.add': ({ arguments: args }: { arguments: object }) => args,
};

describe.skipIf(executablePath === undefined)('GraphiQL in a browser', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: executablePath ?? '', args: ['--no-sandbox'] });
  });
  afterAll(() => browser.close());

  async function open(width = 1280): Promise<{ page: Page; api: TestApi; answer: () => Promise<string> }> {
    const api = await serveApi(schema, resolvers, {}, { graphiql: { apiKey: 'da2-open' } });
    const page = await browser.newPage({ viewport: { width, height: 800 } });
    onTestFinished(() => page.close());
    await page.goto(api.endpoint.replace('/graphql', '/'));
    const answer = async () => (await page.locator('.graphiql-response').innerText()).replaceAll(/\s+/g, '');
    return { page, api, answer };
  }

  async function run(page: Page, operation: string): Promise<void> {
    await page.locator('.graphiql-execute-button').click();
    await page.getByRole('menuitem', { name: operation, exact: true }).click();
  }

  test('runs what it begins with, at 420 pixels as well', async () => {
    const { page, answer } = await open(420);
    await run(page, 'Add');
    await expect.poll(answer).toContain('{"data":{"add":{"text":"Eggs"}}}');
    const [editor, result] = await Promise.all(
      ['.graphiql-query-editor', '.graphiql-response'].map((part) => page.locator(part).boundingBox()),
    );
    expect(editor?.width).toBeGreaterThan(300);
    expect(result?.width).toBeGreaterThan(300);
    expect(result?.y).toBeGreaterThan(editor?.y ?? Infinity);
  });

  test('shows errors whole', async () => {
    const { page, answer } = await open();
    await run(page, 'Fail');
    await expect.poll(answer).toContain('"errorType":"Denied","errorInfo":{"retryable":false}');
  });

  test('shows the events of a subscription', async () => {
    const { page, api, answer } = await open();
    await run(page, 'OnAdded');
    await expect.poll(answer).toContain('Waitingforevents.');
    await api.ask('mutation { add(text: "Milk") { text } }');
    await expect.poll(answer).toContain('{"data":{"onAdded":{"text":"Milk"}}');
  });
});
