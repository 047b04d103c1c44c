/** When faults hit requests whose sagas have completed. */
import { describe, expect, it } from '@jest/globals';
import { lateHitsComparison } from '../../../../../chaos/checkers/agreement/late-hits.ts';
import type { RunEvent } from '../../../../../chaos/schemas/index.ts';
import type { SystemDefinition } from '../../../../../chaos/system/index.ts';
import { sample } from '../../sample-system.ts';
import { type Changes, history, journal } from '../../sound-run.ts';
import { both, type Case, contradictions, experimented, instead, moment } from './compared.ts';

const [fault] = journal.experiment.faults as [(typeof journal.experiment.faults)[number]];
/** The fault hits a loan: `r1-base-0` is lent in second 3, `r1-hit-0` is cancelled in second 9. */
const hit = (seconds: number, attempt = 1, correlationId = 'r1-base-0'): RunEvent => ({
  ...moment(seconds),
  kind: 'fault.hit',
  faultId: fault.id,
  correlationId,
  point: 'before-commit',
  attempt,
});
const at = (service: string, step: string): Changes =>
  experimented({ faults: [{ ...fault, parameters: { ...fault.parameters, service, step } }] });
const logging = (seconds: number): Changes => ({
  events: [
    ...(instead(hit(8.1)).events ?? []),
    { ...moment(seconds), kind: 'saga', correlationId: 'r1-base-0', service: 'fees', state: 'SENT' } as RunEvent,
  ].toSorted((one, other) => one.elapsedMs - other.elapsedMs),
});
const late = (seconds: number) => [
  `${fault.id} hit r1-base-0 in attempt 1 ${Math.round(seconds * 1000)} ms after its saga had completed`,
];
const plain: SystemDefinition = { name: sample.name, reconciliation: sample.reconciliation };

describe('the first hit of a saga', () => {
  it.each<Case>([
    ['comes before its end', {}, []],
    ['comes a little after it completed, by the clock of another function', instead(hit(8)), []],
    ['comes long after it completed', instead(hit(8.1)), late(5.1)],
    [
      'comes long after it completed, at a step that commits it',
      both(instead(hit(8.1)), at('shelf', 'take')),
      late(5.1),
    ],
    [
      'comes long after it completed, at a step that others wait for in vain',
      both(instead(hit(8.1)), at('letters', 'send')),
      [],
    ],
    ['comes long after it completed, at a step that rolls it back', both(instead(hit(8.1)), at('shelf', 'free')), []],
    ['comes long after it completed, while a service logged something else', logging(4), []],
    [
      'comes long after its request was answered',
      { ...instead(hit(8.1)), history: [{ ...history[0]!, durationMs: 2000 }, history[1]!, history[2]!] },
      [],
    ],
    ['comes long after it was rolled back', instead(hit(15, 1, 'r1-hit-0')), []],
    ['is of no saga', instead(hit(15, 1, 'r1-none-0')), []],
    ['is not its first hit', instead(hit(2, 1), hit(15, 2)), []],
    ['comes a little after the second', instead(hit(2.5, 2), hit(7.5, 1)), []],
    [
      'comes long after the second',
      instead(hit(2.4, 2), hit(7.5, 1)),
      [`${fault.id} hit r1-base-0 in attempt 1 after a later one`],
    ],
    ['is of a system without sagas', { ...instead(hit(8.1)), system: plain }, []],
    ['is of a fault that nobody knows', both(instead(hit(8.1)), experimented({ faults: [] })), []],
  ])('%s', (_what, changes, lines) => {
    expect(contradictions(lateHitsComparison, changes)).toEqual(lines);
  });
});
