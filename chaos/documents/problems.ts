import { ChaosError } from '../errors.ts';
import { lineOf, type Mistake } from '../schemas/mistakes.ts';

/** One thing that is wrong with a document. */
export interface Problem extends Mistake {
  /** From 1: the line of the path, or, if the document does not have it, of the nearest part that it has. */
  readonly line?: number | undefined;
  /** The problem's file, if the error covers several. */
  readonly source?: string;
}

/** An experiment or plan has problems and cannot be run. Nothing was started. */
export class DocumentError extends ChaosError {
  override readonly name = 'DocumentError';
  /** The document's file. */
  readonly source: string;
  readonly problems: readonly Problem[];

  constructor(source: string, problems: readonly Problem[]) {
    const count = problems.length === 1 ? 'this problem' : `these ${problems.length} problems`;
    const lines = problems.map((problem) => `  ${placeOf(source, problem)}: ${lineOf(problem)}`);
    super(`${source} cannot be run; fix ${count} and try again:\n${lines.join('\n')}`);
    this.source = source;
    this.problems = problems;
  }
}

const placeOf = (document: string, { source = document, line }: Problem): string =>
  line === undefined ? source : `${source}:${line}`;

/** The inverse of `pathOf`. */
export function segmentsOf(path: string): (string | number)[] {
  return [...path.matchAll(/\[(\d+)\]|([^.[\]]+)/g)].map(([, index, name]) =>
    index === undefined ? (name ?? '') : Number(index),
  );
}
