import { foldName } from '../classifier/text/names.ts';
import type { Wine } from '../contract/wine.ts';

/** What a column can be used for: a field of WineInput, or the prediction that a row is about. */
export type ColumnUse = keyof Wine | 'prediction_id';

/**
 * How columns are called in the files that people have, in English, French, Spanish, Italian, German, Portuguese and
 * Dutch: case, accents, spaces and punctuation do not matter, nor does a currency at the end. Of several in one file
 * the first counts.
 */
const NAMES: Record<ColumnUse, string> = {
  prediction_id: 'prediction id',
  description:
    'description, tasting note, tasting notes, tasting, notes, review, reviews, review text, wine description, ' +
    'notes de dégustation, note de dégustation, dégustation, commentaire, commentaires, avis, nota de cata, ' +
    'notas de cata, cata, descripción, comentario, comentarios, reseña, note di degustazione, degustazione, ' +
    'descrizione, commento, recensione, Verkostungsnotiz, Verkostungsnotizen, Verkostung, Degustationsnotiz, ' +
    'Weinbeschreibung, Beschreibung, Notiz, Notizen, Kommentar, descrição, nota de prova, notas de prova, ' +
    'comentário, proefnotitie, omschrijving, beschrijving, comment, comments, text, note',
  variety:
    'variety, varietal, varieties, varietals, grape, grapes, grape variety, grape varieties, grape varietal, ' +
    'cépage, cépages, encépagement, uva, uvas, cepa, cepas, variedad, variedades, variedad de uva, vitigno, vitigni, ' +
    'uvaggio, uve, Rebsorte, Rebsorten, Traube, Trauben, Traubensorte, casta, castas, druif, druiven, druivenras, ' +
    'druivensoort',
  country:
    'country, country of origin, country name, nation, pays, pays d’origine, país, país de origen, paese, ' +
    'paese di origine, paese d’origine, nazione, Land, Herkunftsland, Ursprungsland, país de origem, ' +
    'land van herkomst, origin, origine, origen, origem, Herkunft, herkomst, location',
  region:
    'region, region 1, wine region, region name, appellation, AOC, AVA, area, district, région, región, ' +
    'denominación, denominación de origen, denominazione, zona, regione, Anbaugebiet, Weinbaugebiet, Weinregion, ' +
    'Gebiet, região, streek, wijnstreek, wijngebied',
  winery:
    'winery, winery name, producer, producer name, domain, estate, chateau, wine maker, winemaker, maker, ' +
    'producteur, domaine, vigneron, viticulteur, bodega, productor, cantina, produttore, azienda, Weingut, Winzer, ' +
    'Erzeuger, Produzent, Kellerei, adega, produtor, vinícola, wijnhuis, wijnhuis naam, producent',
  points:
    'points, point, score, rating, critic score, points 100, points of 100, Punkte, Punktzahl, Bewertung, puntos, ' +
    'puntuación, valoración, punti, punteggio, pontos, pontuação, punten',
  price:
    'price, price per bottle, bottle price, unit price, retail price, list price, msrp, cost, prix, prix ttc, ' +
    'precio, prezzo, Preis, Flaschenpreis, Verkaufspreis, preço, prijs',
};

/** Less exact parts of the region, which are put behind it. */
const PROVINCES = 'province, state, provincia, provinz, bundesland'.split(', ');

const fold = (name: string): string =>
  foldName(name).replace(/(?<=.)(usdollars?|usd|eur|euros?|gbp|chf|dollars?)$/, '');

const FOLDED = new Map(
  Object.entries(NAMES).map(([use, names]) => [use as ColumnUse, [use, ...names.split(', ')].map(foldName)]),
);

/** Whether a name in a header says what its column is. */
export function isKnownName(name: string): boolean {
  const folded = fold(name);
  return PROVINCES.includes(folded) || [...FOLDED.values()].some((names) => names.includes(folded));
}

/**
 * The columns that are called by the best known name for a use, by position; several where they are called alike. A
 * region is made of the region and the province where both are there.
 */
export function findNamed(use: ColumnUse, header: readonly string[]): number[][] {
  const exact = positionsOf(header, (name) => name.trim().toLowerCase() === use);
  if (exact.length > 0) return [exact];
  const names = FOLDED.get(use) ?? [];
  const named = names
    .map((known) => positionsOf(header, (name) => fold(name) === known))
    .find(({ length }) => length > 0);
  const parts = named ? [named] : [];
  if (use === 'region') {
    const provinces = PROVINCES.map((known) => positionsOf(header, (name) => fold(name) === known));
    parts.push(...provinces.filter(({ length }) => length > 0).slice(0, 1));
  }
  return parts;
}

/** The columns that a person means by a name: as it is written, else however it is written. */
export function findCalled(called: string, header: readonly string[]): number[] {
  const exact = positionsOf(header, (name) => name.trim() === called.trim());
  if (exact.length > 0) return exact;
  return positionsOf(header, (name) => foldName(name) !== '' && foldName(name) === foldName(called));
}

function positionsOf(header: readonly string[], fits: (name: string) => boolean): number[] {
  return header.flatMap((name, position) => (fits(name) ? [position] : []));
}
