import { pathOf } from '../schemas/mistakes.ts';
import type { SystemProblem } from './system-error.ts';

/** The problems as they follow each other in the definition. What is missing comes where the part that lacks it begins. */
export function inOrder(definition: unknown, problems: readonly SystemProblem[]): SystemProblem[] {
  const paths = pathsIn(definition);
  const place = ({ path }: SystemProblem): number => {
    for (let at = path; at !== ''; at = parentOf(at)) {
      const found = paths.get(at);
      if (found !== undefined) return found;
    }
    return 0;
  };
  return problems.toSorted((one, other) => place(one) - place(other));
}

const parentOf = (path: string): string => path.slice(0, Math.max(path.lastIndexOf('.'), path.lastIndexOf('['), 0));

/** Deeper than any path of a problem; the values that a definition refers to may refer to themselves. */
const MAX_DEPTH = 6;

/** Every path, with its position. */
function pathsIn(definition: unknown): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  const visit = (value: unknown, segments: readonly PropertyKey[]): void => {
    if (segments.length > 0) found.set(pathOf(segments), found.size);
    if (segments.length >= MAX_DEPTH || typeof value !== 'object' || value === null) return;
    for (const [key, child] of Object.entries(value))
      visit(child, [...segments, Array.isArray(value) ? Number(key) : key]);
  };
  visit(definition, []);
  return found;
}
