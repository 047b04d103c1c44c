/** One thing wrong with a document. */
export interface Problem {
  /** Such as `faults[2].rate`; empty for the document as a whole. */
  readonly path: string;
  readonly message: string;
}

/** An experiment or plan that cannot be run. Nothing was started. */
export class DocumentError extends Error {
  override readonly name = 'DocumentError';
  readonly problems: readonly Problem[];

  constructor(source: string, problems: readonly Problem[]) {
    const lines = problems.map(({ path, message }) => `  ${path === '' ? '(document)' : path}: ${message}`);
    super(
      `${source} cannot be run; mend ${problems.length === 1 ? 'this' : 'these'} and try again:\n${lines.join('\n')}`,
    );
    this.problems = problems;
  }
}

export function pathOf(segments: readonly PropertyKey[]): string {
  return segments.reduce<string>((path, segment) => {
    if (typeof segment === 'number') return `${path}[${segment}]`;
    return path === '' ? String(segment) : `${path}.${String(segment)}`;
  }, '');
}
