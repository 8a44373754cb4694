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

/** The request as GraphQL with its variables, as a line of curl, and by the client. A key is in none of them. */
export function writeRequest({ endpoint, wine, modelVersion, recorded }: Asked): RequestTexts {
  const byVersion = !recorded && modelVersion !== null;
  const variables = { wine, ...(byVersion && { modelVersion }) };
  const query = writeQuery(recorded, byVersion);
  const body = JSON.stringify({ query: query.replace(/\s+/g, ' '), variables });
  const options = byVersion ? `, { modelVersion: ${JSON.stringify(modelVersion)} }` : '';
  return {
    graphql: `${query}\n\n# variables\n${JSON.stringify(variables, null, 2)}`,
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

function writeQuery(recorded: boolean, byVersion: boolean): string {
  const [operation, field] = recorded ? ['mutation Predict', 'predict'] : ['query TryWine', 'tryWine'];
  const [declared, given] = byVersion ? [', $modelVersion: ID', ', modelVersion: $modelVersion'] : ['', ''];
  return `${operation}($wine: WineInput!${declared}) {
  ${field}(wine: $wine${given}) {
    country { name confidence }
    variety { name confidence }
    warnings
  }
}`;
}

/** As a shell takes it whole, whatever is in it. */
function quote(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
