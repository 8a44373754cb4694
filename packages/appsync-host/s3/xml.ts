/** Writes the XML that S3 answers with. */

/** A list becomes the same element several times; undefined leaves the element out. */
type XmlValue = string | number | boolean | undefined | XmlElements | XmlElements[];
/** Elements by their names, in this order. */
export interface XmlElements {
  [name: string]: XmlValue;
}

/** A whole document; `namespace` is S3's on every answer but errors. */
export function writeXml(root: string, elements: XmlElements, namespace = true): string {
  const attribute = namespace ? ' xmlns="http://s3.amazonaws.com/doc/2006-03-01/"' : '';
  return `<?xml version="1.0" encoding="UTF-8"?>\n<${root}${attribute}>${writeElements(elements)}</${root}>`;
}

function writeElements(elements: XmlElements): string {
  return Object.entries(elements)
    .map(([name, value]) => writeElement(name, value))
    .join('');
}

function writeElement(name: string, value: XmlValue): string {
  if (value === undefined) return '';
  if (Array.isArray(value)) return value.map((one) => writeElement(name, one)).join('');
  return `<${name}>${typeof value === 'object' ? writeElements(value) : escape(String(value))}</${name}>`;
}

/** Characters that XML cannot hold even escaped are S3's problem as well: callers ask for encoding-type=url then. */
function escape(text: string): string {
  return text.replace(/[&<>"\r\u0000-\u0008]/g, (character) => `&#${character.charCodeAt(0)};`);
}
