import type { Row } from '../tabular/csv.ts';
import { TabularError } from '../tabular/failure.ts';
import { survey } from '../tabular/survey.ts';
import { CommandError } from './command.ts';

/** Reads a file through, as survey() does. Errors: CommandError for whatever is wrong with the file. */
export async function surveyFile<Columns>(
  file: string,
  readHeader: (header: Row, file: string) => Columns,
): Promise<{ columns: Columns; rows: number }> {
  try {
    return await survey(file, readHeader);
  } catch (error) {
    if (error instanceof TabularError) throw new CommandError(error.message, 1, error);
    throw error;
  }
}
