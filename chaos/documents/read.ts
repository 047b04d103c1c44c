import { LineCounter, parseDocument } from 'yaml';
import type * as z from 'zod';
import { DocumentError, type Problem, pathOf } from './problems.ts';

/**
 * Turns YAML into a value of the schema.
 *
 * @param crossChecks what the schema cannot say; given the document as it was written, well-shaped or not, so that
 *   every problem is told at once
 * @throws DocumentError with all problems
 */
export function readDocument<Value>(
  text: string,
  source: string,
  schema: z.ZodType<Value>,
  crossChecks: (raw: unknown) => readonly Problem[],
): Value {
  const raw = parseYaml(text, source);
  const parsed = schema.safeParse(raw);
  const shape = parsed.success ? [] : parsed.error.issues.flatMap(problemsOf);
  const problems = [...shape, ...crossChecks(raw)];
  if (!parsed.success || problems.length > 0) throw new DocumentError(source, problems);
  return parsed.data;
}

function parseYaml(text: string, source: string): unknown {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  if (document.errors.length > 0) {
    throw new DocumentError(
      source,
      document.errors.map((error) => ({ path: `line ${lines.linePos(error.pos[0]).line}`, message: error.message })),
    );
  }
  return document.toJS();
}

/** An unrecognized key is told at its own path, one problem for each key. */
export function problemsOf(issue: z.core.$ZodIssue): Problem[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ path: pathOf([...issue.path, key]), message: 'is not known here' }));
  }
  return [{ path: pathOf(issue.path), message: issue.message }];
}
