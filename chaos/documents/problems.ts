import { ChaosError } from '../errors.ts';

/** One thing wrong with a document. */
export interface Problem {
  /** Such as `faults[2].rate`; empty for the document as a whole. */
  readonly path: string;
  readonly message: string;
  /** Of the document, from 1, where the path leads or comes nearest to. */
  readonly line?: number | undefined;
}

/** An experiment or plan that cannot be run. Nothing was started. */
export class DocumentError extends ChaosError {
  override readonly name = 'DocumentError';
  /** The document's file. */
  readonly source: string;
  readonly problems: readonly Problem[];

  constructor(source: string, problems: readonly Problem[]) {
    const mend = problems.length === 1 ? 'this' : `these ${problems.length}`;
    super(`${source} cannot be run; mend ${mend} and try again:\n${problems.map(lineOf).join('\n')}`);
    this.source = source;
    this.problems = problems;
  }
}

function lineOf({ path, message, line }: Problem): string {
  const place = [...(line === undefined ? [] : [`line ${line}`]), ...(path === '' ? [] : [path])];
  return `  ${place.length === 0 ? '(document)' : place.join(', ')}: ${message}`;
}

export function pathOf(segments: readonly PropertyKey[]): string {
  return segments.reduce<string>((path, segment) => {
    if (typeof segment === 'number') return `${path}[${segment}]`;
    return path === '' ? String(segment) : `${path}.${String(segment)}`;
  }, '');
}

/** The segments of a path that `pathOf` made. */
export function segmentsOf(path: string): (string | number)[] {
  return [...path.matchAll(/\[(\d+)\]|([^.[\]]+)/g)].map(([, index, name]) =>
    index === undefined ? (name ?? '') : Number(index),
  );
}
