import type { Journal } from '@evenkeel/chaos/schemas';

/** Number of digits of a commit that people need to find it. */
const COMMIT_SHOWN = 12;

/** Commit, host and operator, as far as the run recorded them. */
export function originFacts({ origin = {} }: Pick<Journal, 'origin'>): [name: string, value: string][] {
  const { commit, uncommittedChanges, host, operator } = origin;
  return [
    ...(commit === undefined ? [] : [['Commit', commitText(commit, uncommittedChanges)] satisfies [string, string]]),
    ...(host === undefined ? [] : [['Host', host] satisfies [string, string]]),
    ...(operator === undefined ? [] : [['Operator', operator] satisfies [string, string]]),
  ];
}

export function commitText(commit: string, uncommittedChanges: boolean | undefined): string {
  return `${commit.slice(0, COMMIT_SHOWN)}${uncommittedChanges === true ? ', with uncommitted changes' : ''}`;
}
