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
    kinds: /^journal(\.json (verdict|checks|reasons)|: FAIL, although)/,
    reason: 'the verdict is computed anew, and an invented one is compared with it',
  },
  {
    must: 'pass',
    kinds: /^events\.ndjson fault\.armed until: a second later$/,
    reason: 'a second of virtual time is within the time that it may take to arm a fault',
  },
  {
    must: 'pass',
    kinds: /^events\.ndjson deployment\.compared: one moved to the (beginning|end)$/,
    reason: 'the deployment is compared at any time before the load, and at any time after it',
  },
  {
    must: 'be sealed',
    kinds:
      /^state\/\S+ndjson (touchedAt: (a second later|an hour earlier|before the run|absent)|version: (absent|that of another))$/,
    reason:
      'the version and the time of a record that is written before the next snapshot, or stands in one only, are in one place',
  },
  {
    must: 'be sealed',
    kinds: /^stores: an error filed (for a completed order|again, )/,
    reason: 'a service may file a failure of its store, which leaves no other trace, and again with each delivery',
  },
  {
    must: 'be sealed',
    kinds: /^stores: units received before the load, alike in all snapshots$/,
    reason: 'what the stores held before the load is only in the snapshots',
  },
  {
    must: 'be sealed',
    kinds:
      /^(events\.ndjson fault\.hit(: one (dropped|moved to the beginning)| attempt: one more)|faults: a hit before its fault was armed)$/,
    reason: 'how often a fault hit a request, and when to a few seconds, is only in its hits',
  },
  {
    must: 'be sealed',
    kinds:
      /^(events\.ndjson alarms\.listed alarms\.\*\.(state: changed to INSUFFICIENT_DATA|grid(\.|: absent))|alarms: a grid that lets)/,
    reason: 'how an alarm is evaluated, and whether a quiet one is OK or has no data, is only in the list',
  },
  {
    must: 'be sealed',
    kinds: /^events\.ndjson alarms\.muted: one (dropped|twice|moved to the (beginning|end))$/,
    reason: 'which alarms are muted is noted once, and only a run that drills its alarms depends on when',
  },
  {
    must: 'be sealed',
    kinds: /^events\.ndjson alarm: one moved to the end$/,
    reason: 'when an alarm cleared is noted once',
  },
  {
    must: 'be sealed',
    kinds: /^(events\.ndjson backlog unfinished: (one more|zero)|backlog: no unfinished saga at any time)$/,
    reason: 'a count is held against the stores within the time that reading them takes',
  },
  {
    must: 'be sealed',
    kinds:
      /^events\.ndjson queues\.read queues\.\*\.name: (unknown|with letters that look alike|the name of a prototype)$/,
    reason: 'the names of the queues are only there; their number is in the journal, too',
  },
  {
    must: 'be sealed',
    kinds: /^events\.ndjson drift\.seeded consequences/,
    reason: 'differences that other rules may find for the same reason: if they find none, no check needs them',
  },
  {
    must: 'be sealed',
    kinds: /^(journal\.json experiment\.|alarms: an expected alarm dropped, from the experiment too$)/,
    reason: 'the run is judged by the experiment in its journal, whose digest the adversary computed anew',
  },
  {
    must: 'be sealed',
    kinds: /^journal\.json (versions|command|origin|figures|system\.name|endedAt: a second later)/,
    reason: 'a fact about the machine, the command and who typed it, which only the journal has',
  },
  {
    must: 'be sealed',
    kinds: /^journal: the harness never delayed/,
    reason: 'the delay of the harness is measured once; without it a budget that was exceeded counts in full',
  },
  {
    must: 'be sealed',
    kinds: /^(reconcile rules\.\*\.(rows|bytes|readUnits|seconds|candidates|accepted|deferred))/,
    reason: 'what a pass of the reconciler cost and read, which only its result says',
  },
  {
    must: 'be sealed',
    kinds: /^reconcile differences\.\*\.(fields|masters|kind)/,
    reason: 'how the reconciler saw a difference: the ledger and the stores show the repair itself',
  },
  {
    must: 'be sealed',
    kinds: /^ledger (action\.owner: |status: changed to refused|(intendedAt|concludedAt): a second later)/,
    reason:
      'whom a repair called, what came of it where the row is right, and when within its run is only in the ledger',
  },
  {
    must: 'be sealed',
    kinds: /^(events\.ndjson saga|sagas: transitions of an order that do not end)/,
    reason: 'transitions are drawn in reports; checks hold only the first and the last of an order against its record',
  },
  {
    must: 'be sealed',
    kinds:
      /^events\.ndjson (iterator-age (function|maximumMs: (one more|zero))|iterator-ages?(\.read)?: one moved|heartbeats watched\.\*\.(who|beats)|probe: one moved|alarms\.blind: one moved)/,
    reason: 'an observation that the run made once, of something that leaves no other trace',
  },
  {
    must: 'be sealed',
    kinds: /^access\.json(: removed| (grants|unused|unchecked|denied))/,
    reason: 'which grants were used is information that no check reads',
  },
  {
    must: 'be sealed',
    kinds: /^traces\.ndjson (spanId|parentId|durationMs|function|name|kind|peer|states|fault|repair|failure)/,
    reason: 'what functions report of themselves; a check demands that traces reach what the stores hold, and no more',
  },
  {
    must: 'pass',
    kinds: /^traces\.ndjson elapsedMs: one more$/,
    reason: 'a millisecond is within the tolerance between the two clocks',
  },
  {
    must: 'be sealed',
    kinds: /^traces\.json (spans|edges|traces: (one more|huge))/,
    reason: 'what all traces say together, of which the run keeps only some',
  },
  {
    must: 'pass',
    kinds: /^events\.ndjson release\.ended message: /,
    reason: 'a text for people, which no check reads',
  },
  {
    must: 'be sealed',
    kinds: /^events\.ndjson release\.(began (from|to)|ended (calls|callsOfNew|otherPercent|rollsBackOn|watches))/,
    reason: 'what CodeDeploy and the metrics of a version said, which leaves no other trace',
  },
];

export type Wanted = { readonly must: 'be caught' } | { readonly must: Exception['must']; readonly reason: string };

/** What must become of a change after which the run was judged again and sealed anew. */
export function wantedOf(kind: string): Wanted {
  const found = EXCEPTIONS.find(({ kinds }) => kinds.test(kind));
  return found === undefined ? { must: 'be caught' } : { must: found.must, reason: found.reason };
}
