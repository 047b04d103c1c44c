import { ChaosError } from '../errors.ts';

/** One thing that is wrong with a document. */
export interface Problem {
  /** Such as `faults[2].rate`; empty for the document as a whole. */
  readonly path: string;
  readonly message: string;
  /** From 1: the line of the path, or, if the document does not have it, of the nearest part that it has. */
  readonly line?: number | undefined;
}

/** An experiment or plan has problems and cannot be run. Nothing was started. */
export class DocumentError extends ChaosError {
  override readonly name = 'DocumentError';
  /** The document's file. */
  readonly source: string;
  readonly problems: readonly Problem[];

  constructor(source: string, problems: readonly Problem[]) {
    const count = problems.length === 1 ? 'this problem' : `these ${problems.length} problems`;
    super(`${source} cannot be run. Fix ${count} and try again:\n${problems.map(lineOf).join('\n')}`);
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

/** The inverse of `pathOf`. */
export function segmentsOf(path: string): (string | number)[] {
  return [...path.matchAll(/\[(\d+)\]|([^.[\]]+)/g)].map(([, index, name]) =>
    index === undefined ? (name ?? '') : Number(index),
  );
}
