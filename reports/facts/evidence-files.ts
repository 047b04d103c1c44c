/** The files of a run directory that a report links. */
import type { Journal } from '@evenkeel/chaos/schemas';

export interface EvidenceFileFact {
  /** Its name in the run directory. */
  readonly name: string;
  /** Relative to the report. */
  readonly href: string;
  /** What it holds. */
  readonly holds: string;
  /** Its number of entries; undefined if nothing counts them. */
  readonly entries: number | undefined;
}

/** What the files hold, by the beginning of their names. The first that fits counts. */
const HOLDS: readonly (readonly [start: string, holds: string])[] = [
  ['journal.json', 'experiment, seed, versions, checks and verdict'],
  ['journal.sha256', 'digest of the journal'],
  ['journal.sig', 'signature of the journal'],
  ['events.ndjson', 'phases, faults, hits, alarms, transitions of sagas'],
  ['history.ndjson', 'each request of the load, and its answer'],
  ['state/before/', 'stores before the load'],
  ['state/drained/', 'stores after the load'],
  ['state/drifted/', 'stores with the seeded drift'],
  ['state/end/', 'stores at the end'],
  ['reconcile/', 'reconcile runs, and the ledger of their repairs'],
  ['traces.json', 'the map of services, from all traces'],
  ['traces.ndjson', 'traces of sagas that failed, were hit or were repaired, and 1 % of the others'],
  ['k6/', "the load generator's plan, points, log and summary"],
];

/** The files that the journal counts or seals, the journal first. */
export function evidenceFiles({ counts, seals = {} }: Pick<Journal, 'counts' | 'seals'>): EvidenceFileFact[] {
  const names = new Set(['journal.json', ...Object.keys(counts), ...Object.keys(seals)]);
  return [...names]
    .filter((name) => isInside(name))
    .map((name) => ({
      name,
      href: name.split('/').map(encodeURIComponent).join('/'),
      holds: HOLDS.find(([start]) => name.startsWith(start))?.[1] ?? '',
      entries: Object.hasOwn(counts, name) ? counts[name] : undefined,
    }))
    .sort((one, other) => rank(one.name) - rank(other.name));
}

/** A journal may come from anybody, so a name in it must not lead out of the run directory. */
const isInside = (name: string): boolean => /^\w[\w.-]*(?:\/\w[\w.-]*)*$/.test(name);

function rank(name: string): number {
  const at = HOLDS.findIndex(([start]) => name.startsWith(start));
  return at < 0 ? HOLDS.length : at;
}
