/**
 * Ways to break the system on purpose, each with the check that must catch it. `evenkeel chaos prove` tries them all.
 */
import { alarmNamed, mark, maxQueueDepth, type Sabotage } from 'evenkeel/chaos/sabotage';

const releaseKeepsSeats: Sabotage = {
  name: 'release-keeps-seats',
  culprit: 'A released hold does not give its seats back to the event.',
  expectedCheck: 'seats-conserved',
  experiment: 'charge_fails',
  overrides: [
    {
      module: 'src/steps/seats',
      find: 'ADD held :minus, #free :seats',
      replace: 'ADD held :minus, lost :seats',
    },
    {
      module: 'src/steps/seats',
      find: 'async release({',
      replace: `async release(booking, now) {
        ${mark('release-keeps-seats', "'release of ' + booking.bookingId")}
        await seatStore.keepSeats(booking, now);
      },
      async keepSeats({`,
    },
  ],
};

const chargedTwice: Sabotage = {
  name: 'charged-twice',
  culprit: 'A charge that is repeated is written to the ledger again.',
  expectedCheck: 'charged-once',
  experiment: 'reply_lost',
  overrides: [
    {
      module: 'src/steps/charge',
      find: 'return found?.state;',
      replace: `if (stored === undefined) {
        ${mark('charged-twice', "'charge of ' + id")}
        await sql("INSERT INTO entries (booking_id, kind, amount_cents, created_at) VALUES (:id, 'CHARGE', :cents, now())", { id, cents });
      }
      return found?.state;`,
    },
  ],
};

const refundForgotten: Sabotage = {
  name: 'refund-forgotten',
  culprit: 'A booking is rolled back without voiding or refunding its charge.',
  expectedCheck: 'sagas-at-rest',
  experiment: 'charge_fails',
  overrides: [
    {
      module: 'src/flow',
      find: "await tried('refund', booking,",
      replace: `${mark('refund-forgotten', "'rollback of ' + bookingId")}
      void (`,
    },
  ],
};

const givesUpAtOnce: Sabotage = {
  name: 'gives-up-at-once',
  culprit: 'A step that fails once is not tried again.',
  expectedCheck: 'outcome-as-predicted',
  experiment: 'seats_throttled',
  overrides: [
    {
      module: 'src/flow',
      find: 'if (attempt >=',
      replace: `${mark('gives-up-at-once', "step + ' of ' + correlationId")}
      if (attempt >= 1 || attempt >=`,
    },
  ],
};

const ticketCountedTwice: Sabotage = {
  name: 'ticket-counted-twice',
  culprit: 'The totals count a ticket again when its record is delivered again.',
  expectedCheck: 'totals-counted',
  experiment: 'delivered_twice',
  overrides: [
    {
      module: 'src/totals',
      find: "expression: 'attribute_exists(bookingId) AND attribute_not_exists(counted)'",
      replace: "expression: 'attribute_exists(bookingId)'",
    },
    {
      module: 'src/totals',
      find: "if (eventName !== 'INSERT' || repair !== undefined) return;",
      replace: `if (eventName !== 'INSERT' || repair !== undefined) return;
      ${mark('ticket-counted-twice', "'ticket of ' + bookingId?.S")}`,
    },
  ],
};

const holdsNeverExpire: Sabotage = {
  name: 'holds-never-expire',
  culprit: 'The sweep leaves bookings alone whose hold ran out.',
  expectedCheck: 'sagas-at-rest',
  experiment: 'time_out',
  overrides: [
    {
      module: 'src/expiry',
      find: '&& expiresAt <= now) await rollBack(booking);',
      replace: `&& expiresAt <= now) {
        ${mark('holds-never-expire', "'hold of ' + booking.bookingId")}
      }`,
    },
  ],
};

const chargeAlarmRemoved: Sabotage = {
  name: 'charge-alarm-removed',
  culprit: 'The alarm on failing charges is not deployed.',
  expectedCheck: 'alarms-as-predicted',
  experiment: 'charge_fails',
  changes: [{ type: 'AWS::CloudWatch::Alarm', where: { AlarmName: 'charge-failures$' } }],
  seen: async (deployed) =>
    (await alarmNamed(deployed, 'charge-failures')) === undefined ? 'there is no alarm charge-failures' : undefined,
};

const waitingListNotServed: Sabotage = {
  name: 'waiting-list-not-served',
  culprit: 'No function receives the offers of seats to the waiting list.',
  expectedCheck: 'outcome-as-predicted',
  experiment: 'delivered_twice',
  changes: [{ type: 'AWS::Lambda::EventSourceMapping', where: { EventSourceArn: '^Offers[0-9A-F]+$' } }],
  async seen(deployed) {
    const offers = await maxQueueDepth(deployed, 'offers');
    return offers > 0 ? `the queue offers had ${offers} messages` : undefined;
  },
};

export const sabotages: readonly Sabotage[] = [
  releaseKeepsSeats,
  chargedTwice,
  refundForgotten,
  givesUpAtOnce,
  ticketCountedTwice,
  holdsNeverExpire,
  chargeAlarmRemoved,
  waitingListNotServed,
];
