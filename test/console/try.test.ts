import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { promisify } from 'node:util';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { markNote } from '../../console/app/answers/mark-note.ts';
import { api, connect, makeKey } from '../api/api.ts';
import { canOpenConsole, findBarriers, isTooWide, lookAtPage, openConsole, spendTab } from './open-console.ts';

const NOTE = 'Petrol, lime, slate and bracing acidity; off-dry, from the steep slopes of the Mosel.';

async function openTry(key?: string): Promise<Page> {
  return openConsole('#/try', key === undefined ? {} : { key });
}

const card = (page: Page, name: string) => page.getByRole('region', { name, exact: true });

describe('a marked note', () => {
  it('is the note, letter by letter, with the words of the evidence marked wherever they stand', () => {
    const note = 'Slate, and slate again; translated. Off-dry.';
    const stretches = markNote(note, [
      { feature: 'slate', kind: 'WORD', effect: 0.5 },
      { feature: 'off-dry', kind: 'WORD', effect: -0.25 },
      { feature: 'price', kind: 'FIELD', effect: 9 },
    ]);
    expect(stretches.map(({ text }) => text).join('')).toBe(note);
    expect(stretches.filter(({ effect }) => effect !== 0)).toEqual([
      { text: 'Slate', effect: 0.5 },
      { text: 'slate', effect: 0.5 },
      { text: 'Off-dry', effect: -0.25 },
    ]);
  });

  it('adds up what a word does by itself and within a phrase', () => {
    const stretches = markNote('ripe plum', [
      { feature: 'plum', kind: 'WORD', effect: 1 },
      { feature: 'ripe plum', kind: 'PHRASE', effect: 0.5 },
    ]);
    expect(stretches).toEqual([
      { text: 'ripe ', effect: 0.25 },
      { text: 'plum', effect: 1.25 },
    ]);
  });
});

describe.runIf(canOpenConsole)('Try it', () => {
  it('answers while a note is typed, one request at a time, as predict would, and records nothing', async () => {
    const key = await makeKey();
    const page = await openTry(key);
    let [open, most, asked] = [0, 0, 0];
    await page.route('**/graphql', async (route) => {
      const isTry = route.request().postData()?.includes('tryWine') === true;
      if (isTry) [open, asked] = [open + 1, asked + 1];
      most = Math.max(most, open);
      const response = await route.fetch();
      if (isTry) open -= 1;
      await route.fulfill({ response });
    });
    const [written, typed] = [NOTE.slice(0, -30), NOTE.slice(-30)];
    await page.getByLabel('Tasting note').fill(written);
    await page.getByLabel('Tasting note').press('End');
    await page.keyboard.type(typed, { delay: 5 });
    const terroir = await connect(key);
    const { country, variety } = await terroir.tryWine({ description: NOTE });
    await card(page, 'Country').getByText(country.name).first().waitFor();
    await card(page, 'Variety').locator('.answer').getByText(variety.name).waitFor();
    await expect.poll(() => page.locator('.marked mark').count()).toBeGreaterThan(4);
    expect(most).toBe(1);
    expect(asked).toBeLessThan(typed.length / 5);
    for await (const one of terroir.history()) throw new Error(`${one.id} was recorded.`);
  });

  it('asks about what was typed last once the answer before is there, and shows no older one', async () => {
    const page = await openTry();
    spendTab(page);
    await page.clock.install();
    const asked: string[] = [];
    const held = Promise.withResolvers<undefined>();
    await page.route('**/graphql', async (route) => {
      const [note] = /(?<="description":")[^"]*/.exec(route.request().postData() ?? '') ?? [];
      if (note !== undefined) asked.push(note);
      if (asked.length === 1) await held.promise;
      await route.continue();
    });
    await page.getByLabel('Tasting note').fill('Plum.');
    await expect.poll(() => asked).toEqual(['Plum.']);
    for (const note of ['Gooseberry.', NOTE]) {
      await page.getByLabel('Tasting note').fill(note);
      await page.clock.runFor(1000);
    }
    expect(asked).toEqual(['Plum.']);
    const shown = page.locator('.marked p').first();
    const first = shown.textContent();
    held.resolve(undefined);
    expect(await first).toMatch(/^Petrol/);
    expect(asked).toEqual(['Plum.', NOTE]);
  });

  it('shows nothing of a wine that was cleared while it was tried, and answers the next one', async () => {
    const page = await openTry();
    const held = Promise.withResolvers<undefined>();
    let asked = 0;
    await page.route('**/graphql', async (route) => {
      if (route.request().postData()?.includes('tryWine') === true && ++asked === 1) await held.promise;
      await route.continue();
    });
    await page.getByLabel('Tasting note').fill('Plum and cherry.');
    await page.getByText('Reading the answer').waitFor();
    await expect.poll(() => asked).toBe(1);
    await page.getByRole('button', { name: 'Clear' }).click();
    const answered = page.waitForResponse('**/graphql');
    held.resolve(undefined);
    await answered;
    expect(await page.locator('.marked').count()).toBe(0);
    await page.getByLabel('Tasting note').fill(NOTE);
    await page.locator('.marked p').first().getByText('Petrol').waitFor();
  });

  it('tries again at a click where nothing answered', async () => {
    const page = await openTry();
    await page.getByText('Type a tasting note').waitFor();
    await page.route('**/graphql', (route) => route.abort());
    await page.getByLabel('Tasting note').fill(NOTE);
    const alert = page.getByRole('alert');
    await alert.getByText('Check the endpoint and the network.').waitFor();
    expect(await alert.innerText()).not.toMatch(/Check the network/);
    await page.unroute('**/graphql');
    await alert.getByRole('button', { name: 'Try again' }).click();
    await card(page, 'Country').waitFor();
    expect(await alert.count()).toBe(0);
  });

  it('shows five classes, what moved the answer, and what it would be without each field', async () => {
    const page = await openTry();
    await page.getByRole('button', { name: 'A Riesling' }).click();
    const variety = card(page, 'Variety');
    await variety.getByRole('table', { name: 'The five most probable' }).waitFor();
    expect(await variety.getByRole('table', { name: 'The five most probable' }).getByRole('row').count()).toBe(6);
    const effects = variety.getByRole('table', { name: 'What spoke for and against Riesling' });
    expect(await effects.innerText()).toMatch(/Mosel[\s\S]*\+\d\.\d\d/);
    const without = page.getByRole('table', { name: 'What it would be without each field' });
    expect(await without.getByRole('rowheader').allInnerTexts()).toEqual([
      'nothing left out',
      'the tasting note',
      'the price',
    ]);
    // Whoever cannot see colours reads a sign, and whoever listens hears a word.
    expect(await variety.locator('.marked p mark.for').first().innerText()).toMatch(/\+/);
    expect(await variety.locator('.marked p mark.for').first().textContent()).toContain('(for)');
    const lines = ['.for', '.against'].map((mark) =>
      page
        .locator(`.marked figcaption mark${mark}`)
        .first()
        .evaluate((one) => getComputedStyle(one).textDecorationStyle),
    );
    expect(await Promise.all(lines)).toEqual(['solid', 'dotted']);
    await lookAtPage(page, 'try');
  });

  it('draws confidence as bars on an axis from 0 to 100 %, as long as they say', async () => {
    const page = await openTry();
    await page.getByRole('button', { name: 'A red, by its note alone' }).click();
    const five = card(page, 'Variety').getByRole('table', { name: 'The five most probable' });
    await five.waitFor();
    expect(await five.locator('.ticks').innerText()).toMatch(/^0%\s+50%\s+100%$/);
    const drawn = await five.locator('tbody tr').evaluateAll((rows) =>
      rows.map((row) => {
        const [bar = 0, line = 1] = ['.bar', '.bar-line'].map((one) => row.querySelector(one)?.clientWidth ?? NaN);
        return { drawn: bar / line, told: parseFloat(row.querySelector('.figure')?.textContent ?? '') / 100 };
      }),
    );
    expect(drawn).toHaveLength(5);
    for (const bar of drawn) expect(bar.drawn).toBeCloseTo(bar.told, 1);
    expect(drawn[0]?.told).toBeLessThan(0.9);
  });

  it('asks two versions about the same wine, side by side', async () => {
    const page = await openTry();
    const { id } = await (await connect()).champion();
    await page.getByRole('button', { name: 'A Riesling' }).click();
    await page.getByRole('button', { name: 'Compare with another version' }).click();
    const choice = page.getByLabel('Compare with');
    await choice.waitFor();
    expect(await choice.evaluate((list) => list === document.activeElement)).toBe(true);
    // A fresh host has one version only, which may be chosen as well as another.
    await choice.evaluate((list: HTMLSelectElement, version) => list.add(new Option(version, version)), id);
    await choice.selectOption(id);
    await card(page, 'Country')
      .getByRole('heading', { name: `Compared ${id}` })
      .waitFor();
    expect(await card(page, 'Country').getByRole('table', { name: 'The five most probable' }).count()).toBe(2);
    expect(await page.getByLabel('The request as GraphQL').innerText()).toContain(`, modelVersion: "${id}")`);
    await page.getByLabel('curl').check();
    expect(await page.getByLabel('The request as curl').innerText()).toContain('$modelVersion: ID');
  });

  it('gives the request to copy, without the key: GraphQL and curl that answer, and TypeScript', async () => {
    const page = await openTry();
    await page.getByLabel('Tasting note').fill(`It's "fine", $5,\n${NOTE}`);
    await page.getByLabel('Price').fill('20');
    const code = page.locator('section[aria-label="This request"] pre');
    await code.waitFor();
    const graphql = await code.innerText();
    const response = await fetch(api.endpoint, {
      method: 'POST',
      headers: { authorization: api.key },
      body: JSON.stringify({ query: graphql }),
    });
    expect(await response.json()).toMatchObject({ data: { tryWine: { country: { name: 'Germany' } } } });
    await page.getByLabel('curl').check();
    const curl = await code.innerText();
    await page.getByLabel('TypeScript').check();
    const typescript = await code.innerText();
    expect(typescript).toContain('await terroir.tryWine({');
    await page.getByLabel('which records').check();
    expect(await code.innerText()).toContain('await terroir.predict({');
    for (const text of [graphql, curl, typescript]) expect(text).not.toContain(api.key);
    if (!existsSync('/usr/bin/curl')) return;
    const { stdout } = await promisify(execFile)('sh', ['-c', curl], { env: { ...process.env, KEY: api.key } });
    expect(JSON.parse(stdout)).toMatchObject({ data: { tryWine: { country: { name: 'Germany' } } } });
  });

  it('shows a note with HTML and script in it as text, and texts of any script', async () => {
    const page = await openTry();
    const endless = 'Donaudampfschifffahrtsgesellschaftskapitän'.repeat(9);
    const hostile = `<img src=x onerror="document.title=1"><script>document.title=1</script> plum, 柑橘, حامض ${endless}`;
    await page.getByLabel('Tasting note').fill(hostile);
    const shown = card(page, 'Country').locator('.marked p');
    await shown.waitFor();
    const plain = await shown.evaluate((note) => {
      for (const added of note.querySelectorAll('sup, .sr')) added.remove();
      return note.textContent;
    });
    expect(plain).toBe(hostile);
    expect(await page.locator('main img, main script').count()).toBe(0);
    expect(await page.title()).toBe('Try it · Terroir');
    expect(page.url()).not.toContain('plum');
    await card(page, 'Country')
      .getByRole('rowheader', { name: endless.slice(0, 40) })
      .waitFor();
    for (const width of [1600, 390]) {
      await page.setViewportSize({ width, height: 900 });
      expect(await isTooWide(page), `${width} px`).toBe(false);
    }
  });

  it('says what is wrong with a field, and which, and goes on once it is mended', async () => {
    const page = await openTry();
    await page.getByLabel('Winery').fill('A cellar');
    await page.getByLabel('Price').fill('0');
    await page.getByRole('alert').getByText('price must be').waitFor();
    expect(await page.getByLabel('Price').getAttribute('aria-invalid')).toBe('true');
    await page.getByLabel('Price').fill('12');
    await card(page, 'Country').waitFor();
    expect(await page.getByRole('alert').count()).toBe(0);
  });

  it('records a prediction when it is told to, and leads to it', async () => {
    const page = await openTry(await makeKey());
    await page.getByRole('button', { name: 'A red, by its note alone' }).click();
    await page.getByRole('button', { name: 'Record this prediction' }).click();
    await page.getByText('It is recorded as').getByRole('link').click();
    await page.getByRole('heading', { name: 'One prediction' }).waitFor();
  });

  it('tells of no wine that it is recorded when it was the one before', async () => {
    const page = await openTry(await makeKey());
    const held = Promise.withResolvers<undefined>();
    await page.route('**/graphql', async (route) => {
      if (route.request().postData()?.includes('mutation Predict') === true) await held.promise;
      await route.continue();
    });
    await page.getByLabel('Tasting note').fill('Plum and cherry.');
    await page.getByRole('button', { name: 'Record this prediction' }).click();
    await page.getByLabel('Tasting note').fill(NOTE);
    await page.locator('.marked p').first().getByText('Petrol').waitFor();
    const recorded = page.waitForResponse((response) => response.request().postData()?.includes('mutation') === true);
    held.resolve(undefined);
    await recorded;
    await page.getByRole('button', { name: 'Record this prediction' }).click();
    await page.getByText('It is recorded as').getByRole('link').click();
    await page.locator('dd').getByText(NOTE).waitFor();
  });

  it('lets whoever has no mouse read a note that is longer than its place', async () => {
    const page = await openTry();
    await page.setViewportSize({ width: 390, height: 900 });
    await page.getByLabel('Tasting note').fill(`${NOTE} `.repeat(30));
    await page.locator('.marked p').first().waitFor();
    expect(await findBarriers(page, ['scrollable-region-focusable', 'aria-allowed-role'])).toEqual([]);
  });

  it('works by keyboard alone: typed, chosen and copied', async () => {
    const page = await openTry();
    await page.getByLabel('Tasting note').focus();
    await page.keyboard.type('Gooseberry and cut grass.');
    await card(page, 'Country').waitFor();
    await page.getByRole('radio', { name: 'GraphQL' }).focus();
    await page.keyboard.press('ArrowRight');
    const curl = await page.getByLabel('The request as curl').innerText();
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.getByRole('button', { name: 'Copy curl' }).press('Enter');
    await page.getByRole('button', { name: 'Copied' }).waitFor();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(curl);
  });

  it('tells a used-up quota in a sentence', async () => {
    const page = await openTry(await makeKey({ quotaPerDay: 1 }));
    await page.getByLabel('Winery').fill('A cellar');
    await card(page, 'Country').waitFor();
    await page.getByLabel('Winery').fill('Another cellar');
    await page.getByRole('alert').getByText('The quota of 1 wines a day is used up').waitFor();
  });
});
