import { describe, expect, it } from '@jest/globals';
import type { RunState } from '../../../../chaos/index.ts';
import { invariants } from '../../../../systems/commerce/invariants/index.ts';
import { sound, stateWith } from './shop-state.ts';

function judge(name: string, state: RunState) {
  const invariant = invariants.find((one) => one.name === name);
  if (invariant === undefined) throw new RangeError(`no invariant ${name}`);
  return invariant.judge(state);
}

const entry = (correlationId: string, kind: string) => ({ correlationId, kind, amountCents: 500 });
const order = sound['checkout.orders']['r1-base-0'];

describe('a sound run', () => {
  it.each(invariants)('satisfies $name', ({ name }) => {
    expect(judge(name, stateWith()).violations).toEqual([]);
  });

  it('captures the total of the completed orders', () => {
    expect(judge('money-conserved', stateWith())).toEqual({
      violations: [],
      summary: "5.00 USD was captured, which is the sum of the completed orders' totals.",
      measured: [{ name: 'captured', unit: 'cents', value: 500, budget: null }],
    });
  });

  it('leaves the money and stock of unfinished orders to the checks on sagas', () => {
    const pending = { end: { 'checkout.orders': { 'r1-base-0': { ...order, state: 'COMMITTING' } } } };
    expect(judge('money-conserved', stateWith(pending)).violations).toEqual([]);
  });
});

describe.each<[name: string, violations: [what: string, changes: Parameters<typeof stateWith>[0], line: string][]]>([
  [
    'exactly-once',
    [
      [
        'a payment was captured twice',
        { drained: { 'payment.entries': { '5': entry('r1-base-0', 'CAPTURE') } } },
        'r1-base-0: payment CAPTURED with entries AUTHORISE, CAPTURE, CAPTURE',
      ],
      [
        'a capture is not booked',
        { drained: { 'payment.entries': { '1': null, '3': null } } },
        'r1-base-0: payment CAPTURED with entries none',
      ],
      [
        'a declined payment was authorised',
        { drained: { 'payment.entries': { '5': entry('r1-dear-0', 'AUTHORISE') } } },
        'r1-dear-0: payment DECLINED with entries AUTHORISE',
      ],
      [
        'a payment was captured before it was authorised',
        {
          drained: { 'payment.entries': { '1': entry('r1-base-0', 'CAPTURE'), '3': entry('r1-base-0', 'AUTHORISE') } },
        },
        'r1-base-0: payment CAPTURED with entries CAPTURE, AUTHORISE',
      ],
    ],
  ],
  [
    'money-conserved',
    [
      [
        'a customer paid less than the total',
        { end: { 'checkout.orders': { 'r1-base-0': { ...order, amountCents: 501 } } } },
        'r1-base-0: 5.00 USD captured, 5.01 USD owed',
      ],
      ['money stays authorised', { end: { 'payment.entries': { '4': null } } }, 'r1-hit-0: 5.00 USD still authorised'],
      [
        'an order that does not exist was paid',
        { end: { 'checkout.orders': { 'r1-base-0': null } } },
        'r1-base-0: 5.00 USD captured, 0.00 USD owed',
      ],
      [
        'money moved without a payment',
        { end: { 'payment.entries': { '5': entry('r1-gone-0', 'AUTHORISE'), '6': entry('r1-gone-0', 'CAPTURE') } } },
        'r1-gone-0: no payment, with entries AUTHORISE, CAPTURE',
      ],
    ],
  ],
  [
    'stock-conserved',
    [
      [
        'a unit stays reserved',
        { drained: { 'warehouse.stock': { mug: { received: 100, onHand: 97, reserved: 1, shipped: 2 } } } },
        'drained mug: reserved is 1, the sum of RESERVED reservations is 0',
      ],
      [
        'a unit disappeared',
        { end: { 'warehouse.stock': { mug: { received: 100, onHand: 97, reserved: 0, shipped: 2 } } } },
        'end mug: on hand + reserved + shipped is 99, received is 100',
      ],
      [
        'a unit appeared',
        { drained: { 'warehouse.stock': { mug: { received: 101, onHand: 99, reserved: 0, shipped: 2 } } } },
        'drained mug: received is 101, and was 100 before the load',
      ],
      [
        'more was shipped than any order has',
        { end: { 'warehouse.reservations': { 'r1-base-0': null } } },
        'end mug: shipped is 2, the sum of COMMITTED reservations is 0',
      ],
      [
        'a SKU is missing at the end',
        { end: { 'warehouse.stock': { mug: null } } },
        'end mug: received is missing, and was 100 before the load',
      ],
    ],
  ],
])('%s is violated', (name, violations) => {
  it.each(violations)('if %s', (_what, changes, line) => {
    expect(judge(name, stateWith(changes)).violations).toEqual([line]);
  });
});

describe('a run that was cut short before its drift was repaired', () => {
  it('decides nothing about money that is not level', () => {
    const changes = { end: { 'payment.entries': { '4': null } } };
    expect(judge('money-conserved', stateWith(changes, false))).toMatchObject({ undecided: true });
    expect(judge('money-conserved', stateWith({}, false)).undecided).toBeUndefined();
  });

  it('is judged by the stock after the drain', () => {
    const lost = { 'warehouse.reservations': { 'r1-base-0': null } };
    expect(judge('stock-conserved', stateWith({ end: lost }, false)).violations).toEqual([]);
    expect(judge('stock-conserved', stateWith({ drained: lost }, false)).violations).toHaveLength(1);
  });
});
