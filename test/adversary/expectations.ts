/** The verdict that each kind of change must get. */

/** Kinds, by the beginning of their names, and why they need not change the verdict. */
export interface Exception {
  readonly must: 'pass' | 'be sealed';
  readonly kinds: RegExp;
  readonly reason: string;
}

/**
 * `pass`: the change misleads nobody. `be sealed`: the fact is written in one place, so that no other evidence
 * contradicts it; only the seal shows the change or, if the adversary computed it anew, the signature.
 */
export const EXCEPTIONS: readonly Exception[] = [
  { must: 'pass', kinds: /^notes: |^events\.ndjson note/, reason: 'a note is free text, and no check reads it' },
  { must: 'pass', kinds: /^state\/\S+ndjson: in another order$/, reason: 'the records of a view are in any order' },
  {
    must: 'pass',
    kinds: /^events\.ndjson (alarm reason|probe message|drift\.seeded description): /,
    reason: 'a text for people, which no check reads',
  },
  {
    must: 'pass',
    kinds: /^events\.ndjson \S+ elapsedMs: one more$/,
    reason: 'a millisecond is within the tolerance between the two clocks',
  },
  {
    must: 'pass',
    kinds: /^events\.ndjson backlog: one (dropped|twice|moved to the (beginning|end))$/,
    reason: 'the curve of unfinished sagas may lack a sample, and zero counted once more is still zero',
  },
  {
    must: 'pass',
    kinds: /^journal\.json (verdict|checks|reasons)/,
    reason: 'the verdict is computed anew, and an invented one is compared with it',
  },
  {
    must: 'be sealed',
    kinds: /^state\/\S+ndjson touchedAt: (a second later|an hour earlier|before the run|absent)$/,
    reason: "the store's own time of the last write, which no request and no ledger states",
  },
  {
    must: 'be sealed',
    kinds: /^journal\.json experiment\./,
    reason: 'the run is judged by the experiment in its journal, whose digest the adversary computed anew',
  },
  {
    must: 'be sealed',
    kinds: /^journal\.json (versions|command|figures|system\.name|endedAt: a second later)/,
    reason: 'a fact about the machine and the command, which only the journal has',
  },
  {
    must: 'be sealed',
    kinds: /^journal: (the harness never delayed|a delay of the harness)/,
    reason: 'the delay of the harness is measured once; without it a budget that was exceeded counts in full',
  },
  {
    must: 'be sealed',
    kinds:
      /^(reconcile rules\.\*\.(rows|bytes|readUnits|seconds|candidates|accepted|deferred)|drift: a rule that read no rows)/,
    reason: 'what a pass of the reconciler cost and read, which only its result says',
  },
  {
    must: 'be sealed',
    kinds: /^reconcile differences\.\*\.(fields|masters|kind)/,
    reason: 'how the reconciler saw a difference: the ledger and the stores show the repair itself',
  },
  {
    must: 'be sealed',
    kinds: /^(events\.ndjson saga|sagas: transitions of an order that do not end)/,
    reason: 'transitions are drawn in reports; checks judge by the snapshots',
  },
  {
    must: 'be sealed',
    kinds:
      /^events\.ndjson (iterator-age function|iterator-ages?(\.read)?: one moved|heartbeats|probe: one moved|deployment\.compared (compared|: )|alarms\.blind)/,
    reason: 'an observation that the run made once, of something that leaves no other trace',
  },
];

export type Wanted = { readonly must: 'be caught' } | { readonly must: Exception['must']; readonly reason: string };

/** What must become of a change whose seals were computed anew. */
export function wantedOf(kind: string): Wanted {
  const found = EXCEPTIONS.find(({ kinds }) => kinds.test(kind));
  return found === undefined ? { must: 'be caught' } : { must: found.must, reason: found.reason };
}
