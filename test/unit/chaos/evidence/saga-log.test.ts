import { describe, expect, it } from '@jest/globals';
import { SagaLog, statesByService } from '../../../../chaos/evidence/saga-log.ts';

const reached = (service: string, state: string, elapsedMs: number) => ({ service, state, elapsedMs });

describe('the log of sagas', () => {
  it('gives what was logged of each saga, in order', () => {
    const log = new SagaLog();
    log.add('a', reached('desk', 'OPEN', 1.5));
    log.add('b', reached('desk', 'OPEN', 2));
    log.add('a', reached('fees', 'OPEN', 3));
    log.add('a', reached('desk', 'LENT', 4));
    expect(log.of('a')).toEqual([reached('desk', 'OPEN', 1.5), reached('fees', 'OPEN', 3), reached('desk', 'LENT', 4)]);
    expect(log.of('b')).toEqual([reached('desk', 'OPEN', 2)]);
    expect(log.of('c')).toEqual([]);
  });

  it('holds more than it has room for at first', () => {
    const log = new SagaLog();
    for (let n = 0; n < 5000; n += 1) log.add(`saga-${n % 1000}`, reached('desk', `STATE ${n % 7}`, n));
    expect(log.of('saga-3')).toEqual([3, 1003, 2003, 3003, 4003].map((n) => reached('desk', `STATE ${n % 7}`, n)));
  });
});

describe('the states that functions logged', () => {
  it('are those of each saga, by service, each once', () => {
    const log = new SagaLog();
    log.add('r1-base-7', reached('payment', 'AUTHORISED', 1));
    log.add('r1-base-2999', reached('payment', 'DECLINED', 2));
    log.add('r1-base-7', reached('warehouse', 'RESERVED', 3));
    log.add('r1-base-7', reached('payment', 'AUTHORISED', 4));
    log.add('r1-base-7', reached('payment', 'VOIDED', 5));
    const statesOf = (correlationId: string) => statesByService(log.of(correlationId));
    expect(statesOf('r1-base-7')).toEqual({ payment: ['AUTHORISED', 'VOIDED'], warehouse: ['RESERVED'] });
    expect(statesOf('r1-base-2999')).toEqual({ payment: ['DECLINED'] });
    expect(statesOf('r1-base-8')).toEqual({});
  });
});
