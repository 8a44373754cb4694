import { crc32, deflateRawSync } from 'node:zlib';

type Cell = string | number | boolean | null;

/** A workbook as Excel writes it, as far as it is read: sheets by name, their rows, `null` for no cell. */
export function workbookOf(sheets: Record<string, Cell[][]>): Buffer {
  const names = Object.keys(sheets);
  const numbered = names.map((name, at) => ({ name, number: at + 1 }));
  return zipOf({
    '[Content_Types].xml': `${XML}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>`,
    'xl/workbook.xml':
      `${XML}<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}"><sheets>` +
      numbered.map(({ name, number }) => `<sheet name="${name}" sheetId="${number}" r:id="r${number}"/>`).join('') +
      '</sheets></workbook>',
    'xl/_rels/workbook.xml.rels':
      `${XML}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` +
      numbered
        .map(
          ({ number }) =>
            `<Relationship Id="r${number}" Type="${OFFICE}/worksheet" Target="worksheets/sheet${number}.xml"/>`,
        )
        .join('') +
      '</Relationships>',
    ...Object.fromEntries(
      numbered.map(({ name, number }) => [`xl/worksheets/sheet${number}.xml`, sheetOf(sheets[name] ?? [])]),
    ),
  });
}

/** A zip file (APPNOTE.TXT, sections 4.3.7, 4.3.12, 4.3.16); `claimedBytes` is what it says of each entry's size. */
export function zipOf(entries: Record<string, string>, claimedBytes?: number): Buffer {
  const [locals, central]: [Buffer[], Buffer[]] = [[], []];
  let offset = 0;
  for (const [name, text] of Object.entries(entries)) {
    const bytes = deflateRawSync(text);
    const fixed = Buffer.alloc(26);
    fixed.writeUInt16LE(20, 0);
    fixed.writeUInt16LE(8, 4);
    fixed.writeUInt32LE(crc32(text), 10);
    fixed.writeUInt32LE(bytes.length, 14);
    fixed.writeUInt32LE(claimedBytes ?? Buffer.byteLength(text), 18);
    fixed.writeUInt16LE(Buffer.byteLength(name), 22);
    const place = Buffer.alloc(14);
    place.writeUInt32LE(offset, 10);
    locals.push(Buffer.concat([Buffer.from('PK\u0003\u0004'), fixed, Buffer.from(name), bytes]));
    central.push(Buffer.concat([Buffer.from('PK\u0001\u0002\u0014\u0000'), fixed, place, Buffer.from(name)]));
    offset += locals.at(-1)?.length ?? 0;
  }
  const directory = Buffer.concat(central);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(central.length, 4);
  end.writeUInt16LE(central.length, 6);
  end.writeUInt32LE(directory.length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...locals, directory, Buffer.from('PK\u0005\u0006'), end]);
}

const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>';
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';

function sheetOf(rows: Cell[][]): string {
  const lines = rows.map((cells, at) => {
    const written = cells.map((cell, column) => cellOf(cell, `${String.fromCharCode(65 + column)}${at + 1}`));
    return `<row r="${at + 1}">${written.join('')}</row>`;
  });
  return `${XML}<worksheet xmlns="${MAIN}"><sheetData>${lines.join('')}</sheetData></worksheet>`;
}

function cellOf(cell: Cell, at: string): string {
  if (cell === null) return '';
  if (typeof cell === 'number') return `<c r="${at}"><v>${cell}</v></c>`;
  if (typeof cell === 'boolean') return `<c r="${at}" t="b"><v>${cell ? 1 : 0}</v></c>`;
  if (cell.startsWith('#')) return `<c r="${at}" t="e"><v>${cell}</v></c>`;
  return `<c r="${at}" t="inlineStr"><is><t xml:space="preserve">${cell.replaceAll('&', '&amp;')}</t></is></c>`;
}
