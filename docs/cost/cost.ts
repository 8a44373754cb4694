import { listBill } from './bill.ts';
import { breakEven, listDoors } from './elsewhere.ts';
import { alignColumns, formatDollars, formatEven, rowsOf, sumsOf } from './format.ts';
import { HELP, type Month, readOptions, UsageError } from './options.ts';
import { PRICES_AS_OF, PRICES_REGION } from './prices.ts';

/** What `npm run cost` prints of a month. */
function writeBill(month: Month): string {
  const { environment, predictions, batch } = month;
  const lines = listBill(month);
  const [ours, ...others] = listDoors(month);
  const asked = `${predictions.toLocaleString('en')} predictions, ${batch} a request`;
  return [
    `A month of ${environment.name}: ${asked}. Prices of ${PRICES_REGION}, ${PRICES_AS_OF}, nothing free taken off.`,
    alignColumns(rowsOf(lines)),
    alignColumns(sumsOf(lines)),
    'The same month elsewhere, and from how many predictions a month on it is cheaper there:',
    alignColumns([
      [ours.what, formatDollars(ours.price(predictions)), '', ours.has],
      ...others.map((other) => [
        other.what,
        formatDollars(other.price(predictions)),
        formatEven(breakEven(ours, other)),
        other.has,
      ]),
    ]),
  ].join('\n\n');
}

try {
  const month = readOptions(process.argv.slice(2));
  process.stdout.write(`${month === undefined ? HELP : writeBill(month)}\n`);
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 2;
}
