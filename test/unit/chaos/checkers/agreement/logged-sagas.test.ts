/** The ends of sagas that functions logged, and what the stores hold of them. */
import { describe, expect, it } from '@jest/globals';
import { loggedEndsComparison } from '../../../../../chaos/checkers/agreement/logged-sagas.ts';
import type { RunEvent } from '../../../../../chaos/schemas/index.ts';
import type { SagaState, SystemDefinition } from '../../../../../chaos/system/index.ts';
import { sample } from '../../sample-system.ts';
import { type Changes, events, history, sagas, snapshot } from '../../sound-run.ts';
import { type Case, contradictions, moment } from './compared.ts';

const [base, hit, dear] = sagas as [SagaState, SagaState, SagaState];
/** `desk` logs the loan `r1-base-0`, which is sent in second 2 and lent in second 3. */
const logged = (...states: readonly (readonly [seconds: number, state: string, service?: string])[]): Changes => ({
  events: [
    ...events,
    ...states.map(
      ([seconds, state, service = 'desk']): RunEvent => ({
        ...moment(seconds),
        kind: 'saga',
        correlationId: 'r1-base-0',
        service,
        state,
      }),
    ),
  ].toSorted((one, other) => one.elapsedMs - other.elapsedMs),
});
const lost = (...held: readonly SagaState[]): Changes => ({ drained: snapshot('drained', 16, held) });
const answered = (status: number): Changes => ({ history: [{ ...history[0]!, status }, ...history.slice(1)] });
const unstored = (state: string) => [`r1-base-0: desk logged ${state}, and no store has it`];
const plain: SystemDefinition = { name: sample.name, reconciliation: sample.reconciliation };

describe('the logged end of a saga', () => {
  it.each<Case>([
    ['is its record', logged([2, 'OPEN'], [3, 'LENT']), []],
    [
      'is of no record, and nothing answered',
      { ...logged([3, 'LENT']), ...lost(hit, dear), ...answered(0) },
      unstored('LENT'),
    ],
    [
      'is of no record, and the server failed',
      { ...logged([3, 'CANCELLED']), ...lost(hit, dear), ...answered(500) },
      unstored('CANCELLED'),
    ],
    ['is of no record, and the request was accepted', { ...logged([3, 'LENT']), ...lost(hit, dear) }, unstored('LENT')],
    [
      'is of no record, and the request was refused',
      { ...logged([3, 'CANCELLED']), ...lost(hit, dear), ...answered(400) },
      [],
    ],
    ['is not logged, and no record is there', { ...logged([2, 'OPEN']), ...lost(hit, dear), ...answered(0) }, []],
    [
      'is of a record that its owner lacks',
      { ...logged([3, 'LENT']), ...lost({ ...base, records: { ...base.records, loan: null } }, hit, dear) },
      unstored('LENT'),
    ],
    [
      'was a rollback before it completed',
      logged([2, 'OPEN'], [2.5, 'CANCELLED'], [3, 'LENT']),
      ['r1-base-0: desk logged CANCELLED, and its record is LENT'],
    ],
    [
      'was a rollback after it completed',
      logged([3, 'LENT'], [3.5, 'CANCELLED']),
      ['r1-base-0: desk logged CANCELLED, and its record is LENT'],
    ],
    ['was a rollback of another service', logged([2.5, 'CANCELLED', 'fees'], [3, 'LENT']), []],
    [
      'was another before it was rolled back',
      {
        ...logged([2.5, 'LENT'], [3, 'CANCELLED']),
        ...lost(
          { ...base, records: { ...hit.records, loan: { ...base.records['loan'], state: 'CANCELLED' } } },
          hit,
          dear,
        ),
      },
      [],
    ],
    ['is of a system without sagas', { ...logged([3, 'LENT']), ...lost(hit, dear), system: plain }, []],
    [
      'is of a saga that is never rolled back',
      { ...logged([2.5, 'CANCELLED'], [3, 'LENT']), system: { ...sample, saga: withoutRollback() } },
      [],
    ],
  ])('%s', (_what, changes, lines) => {
    expect(contradictions(loggedEndsComparison, changes)).toEqual(lines);
  });
});

function withoutRollback(): NonNullable<SystemDefinition['saga']> {
  const saga = { ...sample.saga! };
  Reflect.deleteProperty(saga, 'rollback');
  return saga;
}
