/** A drawing on a white ground, of that size in pixels; `label` is what a screen reader says. */
export function drawSvg(width: number, height: number, label: string, elements: readonly string[]): string {
  const size = `xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}"`;
  const look = `role="img" aria-label="${escapeText(label)}" font-family="system-ui, sans-serif" font-size="13"`;
  return [
    `<svg ${size} ${look}>`,
    `<rect width="${width}" height="${height}" fill="#fff"/>`,
    ...elements,
    '</svg>\n',
  ].join('\n');
}

/** How a text looks beside its place. */
export interface TextStyle {
  anchor?: 'start' | 'middle' | 'end';
  fill?: string;
  weight?: 'normal' | 'bold';
}

/** A text whose baseline begins, ends or is centred at a point. */
export function drawText(x: number, y: number, text: string, style: TextStyle = {}): string {
  const { anchor = 'start', fill = '#222', weight = 'normal' } = style;
  const look = `text-anchor="${anchor}" fill="${fill}" font-weight="${weight}"`;
  return `<text x="${round(x)}" y="${round(y)}" ${look}>${escapeText(text)}</text>`;
}

/** A straight, thin, grey line. */
export function drawLine(x1: number, y1: number, x2: number, y2: number): string {
  return `<line x1="${round(x1)}" y1="${round(y1)}" x2="${round(x2)}" y2="${round(y2)}" stroke="#ddd"/>`;
}

/** Text as it may stand in an XML file. */
function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

/** A scale by logarithms: from values to pixels. The powers of ten within it are its ticks. */
export function logScale(
  values: readonly number[],
  [from, to]: readonly [number, number],
): { place: (value: number) => number; ticks: number[] } {
  const lowest = Math.floor(Math.log10(Math.min(...values)));
  const highest = Math.max(lowest + 1, Math.ceil(Math.log10(Math.max(...values))));
  return {
    place: (value) => from + ((Math.log10(value) - lowest) / (highest - lowest)) * (to - from),
    ticks: Array.from({ length: highest - lowest + 1 }, (_, at) => 10 ** (lowest + at)),
  };
}

/** Colours that are told apart in print and by most eyes: Terroir's, and its peers'. */
export const OWN_COLOUR = '#8c1d40';
export const PEER_COLOUR = '#7a8793';

/** To a tenth of a pixel, so that a drawing stays small. */
export function round(value: number): number {
  return Math.round(value * 10) / 10;
}
