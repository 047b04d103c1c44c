/** Which traces of a run are kept: all that say more than that everything went well, and a few of the others. */
import type { SentSpan } from './otlp.ts';

/** What decides whether a trace is kept. */
export interface TraceGist {
  readonly traceId: string;
  /** Whether a span of it failed, was hit by a fault, is a repair, or filed its saga for a rollback. */
  readonly isNotable: boolean;
}

/** Share of the traces in which nothing happened. */
const KEPT_SHARE = 0.01;

export const isNotable = ({ failure, fault, repair, name }: SentSpan): boolean =>
  failure !== undefined || fault !== undefined || repair !== undefined || name.startsWith('file ');

/**
 * The ids of the traces to keep: every notable one, and 1 % of the others, but at least one. Which ones, their ids decide,
 * which are as good as random and the same whenever the run is repeated with the same correlation ids.
 */
export function keptTraces(gists: readonly TraceGist[]): ReadonlySet<string> {
  const notable = gists.filter((gist) => gist.isNotable).map(({ traceId }) => traceId);
  const others = gists.filter((gist) => !gist.isNotable).map(({ traceId }) => traceId);
  return new Set([...notable, ...others.sort().slice(0, Math.ceil(others.length * KEPT_SHARE))]);
}
