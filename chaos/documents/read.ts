/** Reads the YAML of experiments and plans: returns a valid value, or throws all problems at once. */
import {
  type Document,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
  visit,
} from 'yaml';
import type * as z from 'zod';
import { Experiment, Plan } from '../schemas/index.ts';
import { mistakesOf, wording } from '../schemas/mistakes.ts';
import { Draft, PlanDraft } from './draft.ts';
import { DocumentError, type Problem, segmentsOf } from './problems.ts';
import { type Surroundings, validate } from './validation/index.ts';

/** @throws DocumentError */
export function parseExperiment(text: string, source = 'the experiment', surroundings: Surroundings = {}): Experiment {
  return readDocument(text, source, Experiment, (raw) => validate(Draft.parse(raw), surroundings));
}

/** @throws DocumentError */
export function parsePlan(text: string, source = 'the plan', { exists }: Pick<Surroundings, 'exists'> = {}): Plan {
  return readDocument(text, source, Plan, (raw) => {
    const { experiments = [] } = PlanDraft.parse(raw);
    return experiments.flatMap((file, at) =>
      file === undefined || exists === undefined || exists(file)
        ? []
        : [{ path: `experiments[${at}]`, message: `there is no file ${file}; the path is relative to the plan` }],
    );
  });
}

/**
 * Turns YAML into a value of the schema.
 *
 * @param validate finds the problems that the schema cannot. It receives the document as written, even if that does not
 *   match the schema, so that all problems are reported at once
 * @throws DocumentError with all problems, in the order of their lines
 */
function readDocument<Value>(
  text: unknown,
  source: string,
  schema: z.ZodType<Value>,
  validate: (raw: unknown) => readonly Problem[],
): Value {
  if (typeof text !== 'string')
    throw new DocumentError(source, [{ path: '', message: 'must be the text of a YAML file' }]);
  const lines = new LineCounter();
  const document = parseYaml(text, source, lines);
  const raw = valueOf(document, source, lines);
  const parsed = schema.safeParse(raw, wording);
  const shape = parsed.success ? [] : mistakesOf(parsed.error.issues);
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
  const errors = document.errors.map(({ pos, message }) => ({
    path: '',
    message,
    line: lineCounter.linePos(pos[0]).line,
  }));
  const problems = errors.length > 0 ? errors : aliasProblems(document, lineCounter);
  if (problems.length > 0) throw new DocumentError(source, problems);
  return document;
}

/** Aliases without an anchor, and anchors that contain their own alias: no schema could read such a value to its end. */
function aliasProblems(document: Document, lines: LineCounter): Problem[] {
  const problems: Problem[] = [];
  visit(document, {
    Alias: (_key, alias, parents) => {
      const anchored = alias.resolve(document);
      const line = lines.linePos(startOf(alias) ?? 0).line;
      if (anchored === undefined) {
        problems.push({ path: '', message: `there is no anchor &${alias.source} before *${alias.source}`, line });
      } else if (parents.includes(anchored)) {
        problems.push({ path: '', message: `the value of &${alias.source} must not contain *${alias.source}`, line });
      }
    },
  });
  return problems;
}

function valueOf(document: Document, source: string, lines: LineCounter): unknown {
  try {
    return document.toJS();
  } catch (error) {
    // A few lines of nested aliases can stand for billions of values; the parser refuses to expand them.
    if (!(error instanceof ReferenceError)) throw error;
    throw new DocumentError(source, [
      {
        path: '',
        message: 'its aliases repeat too many values, up to this one; write the values out',
        line: lineOfLastAlias(document, lines),
      },
    ]);
  }
}

/** Aliases are nested in those after them, so the last one stands for the most values. */
function lineOfLastAlias(document: Document, lines: LineCounter): number {
  let offset = 0;
  visit(document, {
    Alias: (_key, alias) => {
      offset = startOf(alias) ?? offset;
    },
  });
  return lines.linePos(offset).line;
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
