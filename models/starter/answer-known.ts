import { writeFileSync } from 'node:fs';
import { loadStarter } from '../../artifacts/starter.ts';
import { KNOWN_ANSWERS_FILE } from '../../contract/releases.ts';
import { answerKnownWines, formatKnownAnswers } from './known-answers.ts';

// Writes what the starter version answers to the known wines: to be run after it was trained anew.
const folder = new URL('./', import.meta.url);
const known = await answerKnownWines(await loadStarter(folder));
writeFileSync(new URL(KNOWN_ANSWERS_FILE, folder), formatKnownAnswers(known));
console.log(`${KNOWN_ANSWERS_FILE}: ${known.answers.length} answers of ${known.modelVersion}`);
