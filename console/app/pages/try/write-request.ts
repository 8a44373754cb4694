import type { WineInput } from '../../../../packages/client/client.ts';

/** A request in the words of whoever will send it. */
export interface RequestTexts {
  graphql: string;
  curl: string;
  typescript: string;
}

/** What is asked: to try a wine, by the champion or another version, or to predict it, which records. */
export interface Asked {
  endpoint: string;
  wine: WineInput;
  modelVersion: string | null;
  recorded: boolean;
}

/** The request as GraphQL that runs as it stands, as a line of curl, and by the client. A key is in none of them. */
export function writeRequest({ endpoint, wine, modelVersion, recorded }: Asked): RequestTexts {
  const byVersion = !recorded && modelVersion !== null;
  const variables = { wine, ...(byVersion && { modelVersion }) };
  const [declared, given] = byVersion ? [', $modelVersion: ID', ', modelVersion: $modelVersion'] : ['', ''];
  const query = writeQuery(recorded, `($wine: WineInput!${declared})`, `wine: $wine${given}`);
  const body = JSON.stringify({ query: query.replace(/\s+/g, ' '), variables });
  const options = byVersion ? `, { modelVersion: ${JSON.stringify(modelVersion)} }` : '';
  return {
    graphql: writeQuery(recorded, '', Object.entries(variables).map(writeArgument).join(', ')),
    curl:
      `curl -s ${quote(endpoint)} \\\n  -H "Authorization: $KEY" -H 'Content-Type: application/json' \\\n` +
      `  -d ${quote(body)}`,
    typescript:
      `import { createClient } from '@terroir/client';\n\n` +
      `const terroir = createClient({ endpoint: ${JSON.stringify(endpoint)}, key: process.env['KEY'] ?? '' });\n` +
      `const { country, variety } = await terroir.${recorded ? 'predict' : 'tryWine'}(` +
      `${JSON.stringify(wine, null, 2)}${options});\n` +
      `console.log(country.name, country.confidence, variety.name, variety.confidence);`,
  };
}

function writeQuery(recorded: boolean, declared: string, given: string): string {
  const [operation, field] = recorded ? ['mutation Predict', 'predict'] : ['query TryWine', 'tryWine'];
  return `${operation}${declared} {
  ${field}(${given}) {
    country { name confidence }
    variety { name confidence }
    warnings
  }
}`;
}

/** `wine: { price: 20 }`: names are bare, and a text or a number stands as in JSON. */
function writeArgument([name, value]: [string, unknown]): string {
  if (typeof value !== 'object' || value === null) return `${name}: ${JSON.stringify(value)}`;
  return `${name}: { ${Object.entries(value).map(writeArgument).join(', ')} }`;
}

/** As a shell takes it whole, whatever is in it. */
function quote(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
