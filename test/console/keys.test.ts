import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { connect, makeKey, someWine } from '../api/api.ts';
import { canOpenConsole, CONSOLE, lookAtPage, openConsole } from './open-console.ts';

const HTML = '<img src=x onerror="document.title=1"> متجر النبيذ';

describe.runIf(canOpenConsole)('Clients and keys', () => {
  const keeperKey = (): Promise<string> => makeKey({ scopes: ['predict', 'history', 'operate', 'keys'] });

  /** Fills in the form and makes a key; brings the key that is shown. */
  async function make(page: Page, name: string): Promise<string> {
    await page.getByLabel('Who it is for').fill(name);
    await page.getByRole('button', { name: 'Make the key' }).click();
    await page.getByRole('heading', { name: `The key of ${name}` }).waitFor();
    return page.getByLabel('The new key').first().innerText();
  }

  /** Everything that a tab keeps, and its address. */
  const kept = (page: Page): Promise<string> =>
    page.evaluate(() => JSON.stringify([sessionStorage, localStorage, document.cookie, location.href, history.state]));

  it('makes a key, shown once, copied, in no address and no storage, and gone when the page is left', async () => {
    const page = await openConsole('#/keys', { key: await keeperKey() });
    await page.getByLabel('Wines a day').fill('500');
    await page.getByLabel('Days until the key ends').fill('30');
    await page.getByRole('checkbox', { name: 'history' }).check();
    const key = await make(page, HTML);
    expect(key).toMatch(/^trr_\w{40}$/);
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe(`The key of ${HTML}`);
    const shop = await connect(key);
    expect(await shop.caller()).toMatchObject({ scopes: ['PREDICT', 'HISTORY'] });
    await shop.predict(someWine());
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.getByRole('button', { name: 'Copy the key' }).click();
    await page.getByRole('button', { name: 'Copied' }).waitFor();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(key);
    expect(await kept(page)).not.toContain(key);
    expect(await page.locator('img').count()).toBe(0);
    await page.getByRole('link', { name: 'Is it well' }).click();
    await page.getByRole('link', { name: 'Every client, with its keys and quotas' }).click();
    await page.getByText('1 of 500 wines used today').waitFor();
    expect(await page.content()).not.toContain(key);
    await lookAtPage(page, 'keys');
  });

  it('rotates a key that it made, suspends and resumes it, and tells who did what', async () => {
    const page = await openConsole('#/keys', { key: await keeperKey() });
    const name = `The shop ${Date.now()}`;
    const first = await make(page, name);
    await page.getByRole('button', { name: 'I have it: hide it' }).click();
    expect(await page.content()).not.toContain(first);
    const client = page.locator('li.card', { hasText: name });
    await client.getByRole('combobox').selectOption('24');
    await client.getByRole('button', { name: `Rotate ${name}` }).click();
    await page.getByText(/goes on until/).waitFor();
    const second = await page.getByLabel('The new key').innerText();
    expect(second).not.toBe(first);
    for (const key of [first, second]) expect((await (await connect(key)).caller()).scopes).toEqual(['PREDICT']);
    await expect.poll(() => client.getByRole('listitem').count()).toBe(2);
    await lookAtPage(page, 'keys-new');
    const old = client.getByRole('listitem').nth(1);
    await old.getByRole('button', { name: `Suspend ${name}` }).press('Enter');
    await old.getByText('suspended', { exact: true }).waitFor();
    // The focus has stayed on the button, which resumes now.
    await page.keyboard.press('Enter');
    await old.getByText('active', { exact: true }).waitFor();
    const acts = page.getByRole('region', { name: 'What was done here' });
    await page.reload();
    await acts
      .getByText(/resumed/)
      .first()
      .waitFor();
    expect(await acts.getByRole('listitem').first().innerText()).toContain('resumed');
  });

  it('shows each key that was made until it is hidden: another one takes the place of none', async () => {
    const page = await openConsole('#/keys', { key: await keeperKey() });
    const [first, second] = [await make(page, 'The first shop'), await make(page, 'The second shop')];
    expect(await page.getByLabel('The new key').allInnerTexts()).toEqual([second, first]);
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('The key of The second shop');
    const notice = page.getByRole('region', { name: 'The key of The second shop' });
    await notice.getByRole('button', { name: 'I have it: hide it' }).click();
    expect(await page.getByLabel('The new key').allInnerTexts()).toEqual([first]);
  });

  it('gives no more than its own key may, and says what the API refuses', async () => {
    const own = await makeKey({ scopes: ['predict', 'keys'], expiresAt: Math.floor(Date.now() / 1000) + 86_400 * 10 });
    const page = await openConsole('#/keys', { key: own });
    await page.getByRole('checkbox', { name: 'predict' }).waitFor();
    expect(await page.getByRole('checkbox').count()).toBe(1);
    await page.getByLabel('Who it is for').fill('x');
    await page.getByLabel('Days until the key ends').fill('30');
    await page.getByRole('button', { name: 'Make the key' }).click();
    await page.getByRole('alert').getByText('A key cannot outlive the one that makes it').waitFor();
    const { clientId } = await (await connect(own)).caller();
    const mine = page.locator('li.card', { hasText: clientId });
    await mine.getByText('changed by the command line alone').waitFor();
    expect(await mine.getByRole('button').count()).toBe(0);
  });

  it('is shown to nobody without the scope keys', async () => {
    const page = await openConsole('#/keys', {
      key: await makeKey({ scopes: ['predict', 'history', 'label', 'operate'] }),
    });
    await page.getByText('it needs the scope keys').waitFor();
    await page.goto(`${CONSOLE}#/well`);
    await page.getByText('Clients and their keys are shown to a key with the scope').waitFor();
    const keysOnly = await openConsole('', { key: await makeKey({ scopes: ['keys'] }) });
    await keysOnly.getByRole('navigation').getByRole('link', { name: 'Clients and keys' }).waitFor();
    expect(await keysOnly.getByRole('navigation').getByRole('link', { name: 'Is it well' }).count()).toBe(0);
  });
});
