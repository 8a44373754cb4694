import ts from 'typescript';
import type { Source } from './sources.ts';

/**
 * What is wrong with a declaration file of ours, one line each. The compiler does not look into any, because of
 * skipLibCheck; here it does, with nothing around the file, so that one that needs other types has to be a `.ts`.
 */
export function declarationFaults({ path, text }: Source): string[] {
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.ES2024, true);
  const host: ts.CompilerHost = {
    fileExists: (name) => name === path,
    getCanonicalFileName: (name) => name,
    getCurrentDirectory: () => '',
    getDefaultLibFileName: () => '',
    getNewLine: () => '\n',
    getSourceFile: (name) => (name === path ? file : undefined),
    readFile: (name) => (name === path ? text : undefined),
    useCaseSensitiveFileNames: () => true,
    writeFile: () => undefined,
  };
  const program = ts.createProgram([path], { noLib: true, skipLibCheck: false, strict: true, types: [] }, host);
  return [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)].map(
    ({ messageText, start = 0 }) => {
      const { line } = file.getLineAndCharacterOfPosition(start);
      return `${path}:${line + 1}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`;
    },
  );
}
