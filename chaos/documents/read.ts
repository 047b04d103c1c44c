import { type Document, isAlias, isMap, isNode, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml';
import type * as z from 'zod';
import { DocumentError, type Problem, pathOf, segmentsOf } from './problems.ts';

/**
 * Turns YAML into a value of the schema.
 *
 * @param validate finds the problems that the schema cannot. It receives the document as written, even if that does not
 *   match the schema, so that all problems are reported at once
 * @throws DocumentError with all problems, in the order of their lines
 */
export function readDocument<Value>(
  text: unknown,
  source: string,
  schema: z.ZodType<Value>,
  validate: (raw: unknown) => readonly Problem[],
): Value {
  if (typeof text !== 'string')
    throw new DocumentError(source, [{ path: '', message: 'must be the text of a YAML file' }]);
  const lines = new LineCounter();
  const document = parseYaml(text, source, lines);
  const raw: unknown = document.toJS();
  const parsed = schema.safeParse(raw);
  const shape = parsed.success ? [] : parsed.error.issues.flatMap(problemsOf);
  const problems = [...shape, ...validate(raw)].map((problem) => ({
    ...problem,
    line: lineAt(document, lines, segmentsOf(problem.path)),
  }));
  if (!parsed.success || problems.length > 0) {
    throw new DocumentError(
      source,
      problems.toSorted((one, other) => one.line - other.line),
    );
  }
  return parsed.data;
}

function parseYaml(text: string, source: string, lineCounter: LineCounter): Document {
  const document = parseDocument(text, { lineCounter, prettyErrors: false });
  if (document.errors.length === 0) return document;
  const problems = document.errors.map(({ pos, message }) => ({
    path: '',
    message,
    line: lineCounter.linePos(pos[0]).line,
  }));
  throw new DocumentError(source, problems);
}

/** The line at which a path begins, or, if the document does not have it, the line of its nearest parent. */
function lineAt(document: Document, lines: LineCounter, segments: readonly (string | number)[]): number {
  let node: unknown = document.contents;
  let offset = startOf(node) ?? 0;
  for (const segment of segments) {
    const [place, next] = childOf(isAlias(node) ? node.resolve(document) : node, segment);
    const start = startOf(place);
    if (start === undefined) break;
    offset = start;
    node = next;
  }
  return Math.max(1, lines.linePos(offset).line);
}

/** The node that marks where a child begins (for a field, its name), and the child itself. */
function childOf(parent: unknown, segment: string | number): [place: unknown, child: unknown] {
  if (isSeq(parent)) return [parent.items[Number(segment)], parent.items[Number(segment)]];
  if (!isMap(parent)) return [undefined, undefined];
  const pair = parent.items.find(({ key }) => isScalar(key) && String(key.value) === String(segment));
  return [pair?.key, pair?.value];
}

function startOf(node: unknown): number | undefined {
  return isNode(node) ? (node as Node).range?.[0] : undefined;
}

/** One problem for each issue; an issue with several unrecognized keys has one for each key, at the key's own path. */
export function problemsOf(issue: z.core.$ZodIssue): Problem[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ path: pathOf([...issue.path, key]), message: 'unknown field' }));
  }
  return [{ path: pathOf(issue.path), message: issue.message }];
}
