import { Answered } from '../../states/answered.tsx';
import { useAnswer } from '../../states/use-answer.ts';

/** The section of the runbook about an alarm, as it was when the console was built. */
export function RunbookSection({ name, place }: { name: string; place: string }) {
  const answer = useAnswer(readRunbook, []);
  return (
    <div class="runbook">
      <Answered answer={answer} what="the runbook">
        {(sections) => (
          <>
            {(sections[name] ?? ['There is no section of that name.']).map((paragraph) => (
              <p key={paragraph}>{markWords(paragraph)}</p>
            ))}
          </>
        )}
      </Answered>
      <p class="quiet">
        <code>{place}</code>
      </p>
    </div>
  );
}

async function readRunbook(signal: AbortSignal): Promise<Record<string, string[]>> {
  const response = await fetch('runbook.json', { signal });
  if (!response.ok) throw new Error('The runbook is not beside this console: see docs/RUNBOOK.md.');
  return (await response.json()) as Record<string, string[]>;
}

/** `**strong**`, `_stressed_` and code in backticks become what they mean; all else is text. */
function markWords(paragraph: string) {
  return paragraph.split(/(\*\*[^*]+\*\*|`[^`]+`|\b_[^_]+_\b)/).map((part, at) => {
    if (part.startsWith('**')) return <strong key={at}>{part.slice(2, -2)}</strong>;
    if (part.startsWith('`')) return <code key={at}>{part.slice(1, -1)}</code>;
    return /^_.+_$/.test(part) ? <em key={at}>{part.slice(1, -1)}</em> : part;
  });
}
