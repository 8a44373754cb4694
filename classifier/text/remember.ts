/** How many texts are remembered: names of countries, varieties and regions come again and again. */
const TEXTS_MAX = 1_024;
/** Longer texts are not remembered: no name is. */
const TEXT_CHARACTERS_MAX = 200;

/**
 * A function of a text that remembers what it found for those that it met lately; what it finds must not be changed.
 */
export function remember<Found>(find: (text: string) => Found): (text: string) => Found {
  const known = new Map<string, Found>();
  return (text) => {
    const remembered = known.get(text);
    if (remembered !== undefined || text.length > TEXT_CHARACTERS_MAX) return remembered ?? find(text);
    const found = find(text);
    if (known.size === TEXTS_MAX) known.clear();
    known.set(text, found);
    return found;
  };
}
