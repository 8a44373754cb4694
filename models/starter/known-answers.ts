import type { ClassifiedWine } from '../../classifier/answer/predict.ts';
import type { KnownAnswer, KnownAnswers } from '../../contract/releases.ts';
import type { ScoredClass, Target, Wine } from '../../contract/wine.ts';
import { makeKnownWines } from './known-wines.ts';

/** A model, by what it answers with. */
export interface AnsweringModel {
  version: string;
  classify: (wines: readonly Wine[]) => Promise<ClassifiedWine[]>;
}

/** What a model answers to the known wines, as far as a release asks. */
export async function answerKnownWines({ version, classify }: AnsweringModel): Promise<KnownAnswers> {
  const wines = makeKnownWines();
  const answers = await classify(wines);
  return {
    modelVersion: version,
    answers: wines.map((wine, n): KnownAnswer => {
      const answer = answers[n];
      if (answer === undefined) throw new Error(`The model answered ${answers.length} of ${wines.length} wines.`);
      return { wine, country: bestOf(answer, 'country'), variety: bestOf(answer, 'variety') };
    }),
  };
}

/** As a file: a wine a line. */
export function formatKnownAnswers({ modelVersion, answers }: KnownAnswers): string {
  const lines = answers.map((answer) => `    ${JSON.stringify(answer)}`);
  return `{\n  "modelVersion": ${JSON.stringify(modelVersion)},\n  "answers": [\n${lines.join(',\n')}\n  ]\n}\n`;
}

function bestOf(answer: ClassifiedWine, target: Target): ScoredClass {
  const [best] = answer[target].ranking;
  if (best === undefined) throw new Error(`The model answers no ${target}.`);
  return { name: best.name, confidence: Math.round(best.confidence * 10_000) / 10_000 };
}
