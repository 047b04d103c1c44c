/**
 * The stories that a report shows: those of every id that failed, that a fault hit, or that the evidence of a check names.
 * The most urgent are on the report's own page, the others on a page of their own, and very large runs leave out the rest.
 */
import { type Check, isFailure, type Operation } from '@evenkeel/chaos/schemas';
import type { Run } from '../run.ts';
import { type Stories, storiesOf, type Story } from './stories.ts';

/** Stories on the report's own page: about 200 KB. */
const MAX_ON_PAGE = 50;
/** Stories on the page of their own: a few megabytes. */
const MAX_BESIDE = 2000;

/** The page of the stories that the report has no room for, beside it. */
export const TRACES_FILE = 'traces.html';

export interface ChosenStories {
  readonly onPage: readonly Story[];
  /** On the page of their own. */
  readonly beside: readonly Story[];
  /** How many ids failed or were hit, and have their stories on neither page. */
  readonly leftOut: number;
  /** Where a story is, as the value of a link; undefined if it is on neither page. */
  readonly hrefOf: (correlationId: string) => string | undefined;
  readonly failed: readonly string[];
  /** The ids that each fault hit. */
  readonly hits: ReadonlyMap<string, readonly string[]>;
}

export function chosenStories(run: Run): ChosenStories {
  const stories = storiesOf(run);
  const failed = run.operations
    .filter((operation) => hasFailed(operation, run))
    .map(({ correlationId }) => correlationId);
  const hits = hitsIn(run);
  const wanted = wantedIds(run, stories, failed, hits);
  const found = wanted.slice(0, MAX_ON_PAGE + MAX_BESIDE).flatMap((id) => stories.of(id) ?? []);
  const [onPage, beside] = [found.slice(0, MAX_ON_PAGE), found.slice(MAX_ON_PAGE)];
  const places = new Map([
    ...onPage.map(({ correlationId: id }) => [id, `#${anchorOf(id)}`] as const),
    ...beside.map(({ correlationId: id }) => [id, `${TRACES_FILE}#${anchorOf(id)}`] as const),
  ]);
  return {
    onPage,
    beside,
    leftOut: wanted.length - found.length,
    hrefOf: (id) => places.get(id),
    failed,
    hits,
  };
}

/** The `id` of a story's element, as a link to it names it. */
export const anchorOf = (correlationId: string): string => `trace-${encodeURIComponent(correlationId)}`;

const URGENCY: Record<Check['result'], number> = { invalid: 0, unknown: 1, valid: 2 };

/** First the ids in the evidence of checks, then those that failed, then those that were hit, each by fault. */
function wantedIds(
  { journal }: Run,
  { ids }: Stories,
  failed: readonly string[],
  hits: ReadonlyMap<string, readonly string[]>,
): string[] {
  const known = new Set(ids);
  const checks = [...journal.checks].sort((one, other) => URGENCY[one.result] - URGENCY[other.result]);
  const named = checks.flatMap(({ evidence }) => evidence.flatMap((line) => idsIn(line, journal.run)));
  return [...new Set([...named.filter((id) => known.has(id)), ...failed, ...[...hits.values()].flat()])];
}

/** The correlation ids in a line of evidence. They begin with the run's token, which has no special characters. */
export function idsIn(line: string, run: string): string[] {
  return line.match(idPattern(run)) ?? [];
}

export const idPattern = (run: string): RegExp => new RegExp(`${run}-[a-z0-9_]+-\\d+`, 'g');

/** Without an answer, with a server's error, or refused although the experiment does not expect that. */
function hasFailed(operation: Operation, { journal }: Run): boolean {
  if (isFailure(operation)) return true;
  const expected = journal.experiment.expect.outcomes.filter(({ scenario }) => scenario === operation.scenario);
  return operation.status >= 400 && !expected.some(({ status }) => status.includes(operation.status));
}

function hitsIn({ events }: Run): Map<string, string[]> {
  const hits = new Map<string, Set<string>>();
  for (const event of events) {
    if (event.kind !== 'fault.hit') continue;
    const own = hits.get(event.faultId);
    if (own === undefined) hits.set(event.faultId, new Set([event.correlationId]));
    else own.add(event.correlationId);
  }
  return new Map([...hits].map(([fault, ids]) => [fault, [...ids]]));
}
