import { describe, expect, it } from '@jest/globals';
import type { RunEvent } from '../../../chaos/schemas/index.ts';
import { incomplete } from '../../../chaos/evidence/index.ts';
import { judge } from '../../../chaos/judge.ts';
import { sample } from './sample-system.ts';
import { type Changes, evidence, events, history, reconcile, sagas, snapshot } from './sound-run.ts';

/** The verdict on the changed sound run, and the checks that are no longer valid. */
function turned(changes: Changes) {
  const { verdict, checks } = judge(evidence(changes));
  return { verdict, turned: checks.filter(({ result }) => result !== 'valid').map(({ name }) => name) };
}

const without = (...gone: RunEvent['kind'][]) => events.filter(({ kind }) => !gone.includes(kind));

describe('a sound run without one thing', () => {
  it.each<[what: string, changes: Changes, verdict: string, checks: string[]]>([
    ['nothing', {}, 'PASS', []],
    [
      'the history line of an accepted request',
      { history: history.map((sent) => ({ ...sent, correlationId: sent.correlationId.replace('base-0', 'base-1') })) },
      'FAIL',
      ['sagas-at-rest', 'sagas-asked-for', 'explained', 'evidence-agrees'],
    ],
    [
      'the hits of a fault',
      { events: without('fault.hit') },
      'INVALID',
      ['alarms-as-predicted', 'faults-hit', 'evidence-agrees'],
    ],
    ['the counts of unfinished sagas', { events: without('backlog') }, 'INVALID', ['convergence']],
    [
      'the ages of stream records',
      { events: without('iterator-age', 'iterator-ages.read') },
      'INVALID',
      ['stream-stall'],
    ],
    ['the answers of probes', { events: without('probe') }, 'INVALID', ['steady-state']],
    ['the list of alarms', { events: without('alarms.listed') }, 'INVALID', ['alarms-as-predicted']],
    ['the look for blind alarms', { events: without('alarms.blind') }, 'INVALID', ['alarms-as-predicted']],
    [
      'the comparison with the template',
      { events: without('deployment.compared') },
      'INVALID',
      ['deployed-as-designed'],
    ],
    ['the firing of an expected alarm', { events: without('alarm') }, 'FAIL', ['alarms-as-predicted']],
    ["a fault's release", { events: without('fault.released') }, 'FAIL', ['leases-held']],
    [
      'what the reconciler found',
      { reconciles: [{ ...reconcile, differences: [] }] },
      'FAIL',
      ['reconciliation', 'ledger-whole', 'evidence-agrees'],
    ],
    [
      'a record of a counted view',
      { drained: snapshot('drained', 16, sagas, { 'shelf.titles': { emma: { owned: 100, free: 98 } } }) },
      'FAIL',
      ['copies-conserved', 'explained', 'stores-level'],
    ],
  ])('%s', (_what, changes, verdict, checks) => {
    expect(turned(changes)).toEqual({ verdict, turned: checks });
  });

  it('decides nothing if its events are incomplete', () => {
    const complete = evidence();
    const cut = { ...complete, parts: { ...complete.parts, events: incomplete('events.ndjson was cut') } };
    expect(judge(cut).verdict).toBe('INVALID');
  });
});

describe('the reasons of a PASS', () => {
  const withoutRecords = { ...sample };
  Reflect.deleteProperty(withoutRecords, 'expect');

  it.each([
    ['nothing, if the definition says what each record holds', sample, []],
    ['the records, if the definition does not say what they hold', withoutRecords, [/^What each record holds is not/]],
  ])('name what was not judged: %s', (_what, system, unjudged) => {
    const { verdict, reasons } = judge(evidence({ system }));
    expect(verdict).toBe('PASS');
    expect(reasons).toEqual([
      expect.stringMatching(/checks are valid/),
      ...unjudged.map((it) => expect.stringMatching(it)),
    ]);
  });
});
