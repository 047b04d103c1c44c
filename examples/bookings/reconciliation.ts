/** The stores of the system as views, and what must agree in them. The hourly function and game days use the same rules. */
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import type { RDSDataClient } from '@aws-sdk/client-rds-data';
import {
  conservation,
  type Contribution,
  dataApiView,
  defineReconciliation,
  defineRule,
  derived,
  dynamoDbView,
  lifecycle,
  minutes,
  NONE,
  type OwnerCall,
  type Reconciliation,
  type Row,
} from 'evenkeel/reconciler';

export interface Stores {
  readonly dynamodb: DynamoDBClient;
  readonly rdsData: RDSDataClient;
  readonly lambda: LambdaClient;
  readonly prefix: string;
  readonly clusterArn: string;
  readonly secretArn: string;
}

const item = { version: 'version', updatedAt: 'updatedAt' } as const;
const times = { createdAt: 'text', updatedAt: 'text' } as const;

const viewsOf = ({ dynamodb, rdsData, prefix, clusterArn, secretArn }: Stores) => {
  const table = (name: string) => ({ client: dynamodb, table: `${prefix}${name}`, ...item });
  const listing = { title: 'text', priceCents: 'integer', organiserId: 'text', edition: 'integer' } as const;
  return {
    events: dynamoDbView({
      name: 'events',
      ...table('events'),
      key: 'eventId',
      fields: { ...listing, capacity: 'integer', free: 'integer', held: 'integer', sold: 'integer' },
    }),
    listings: dynamoDbView({
      name: 'listings',
      ...table('listings'),
      version: 'edition',
      key: 'eventId',
      fields: listing,
      writable: true,
    }),
    bookings: dynamoDbView({
      name: 'bookings',
      ...table('bookings'),
      key: 'bookingId',
      fields: {
        state: 'text',
        eventId: 'text',
        organiserId: 'text',
        seats: 'integer',
        amountCents: { type: 'integer', from: 'totalCents' },
        ...times,
      },
    }),
    holds: dynamoDbView({
      name: 'holds',
      ...table('holds'),
      key: 'bookingId',
      fields: { state: 'text', eventId: 'text', seats: 'integer' },
    }),
    tickets: dynamoDbView({
      name: 'tickets',
      ...table('tickets'),
      createdAt: 'createdAt',
      key: 'bookingId',
      fields: { state: 'text', eventId: 'text', organiserId: 'text', seats: 'integer' },
      writable: true,
    }),
    totals: dynamoDbView({
      name: 'totals',
      ...table('totals'),
      key: 'organiserId',
      fields: { tickets: 'integer', seats: 'integer' },
      writable: true,
    }),
    charges: dataApiView({
      name: 'charges',
      client: rdsData,
      database: { clusterArn, secretArn, database: 'bookings' },
      table: 'charges',
      key: 'booking_id',
      version: 'version',
      updatedAt: 'updated_at',
      fields: { state: 'text', amountCents: { type: 'integer', from: 'amount_cents' } },
    }),
  };
};

/** The movements of money, which no rule compares. */
export const entriesView = ({ rdsData, clusterArn, secretArn }: Stores) =>
  dataApiView({
    name: 'entries',
    client: rdsData,
    database: { clusterArn, secretArn, database: 'bookings' },
    table: 'entries',
    key: [{ column: 'entry_id', type: 'bigint' }],
    createdAt: 'created_at',
    fields: {
      bookingId: { type: 'text', from: 'booking_id' },
      kind: 'text',
      amountCents: { type: 'integer', from: 'amount_cents' },
    },
  });

/** Longer than any copy or step takes to arrive. */
const SETTLE_WINDOW = minutes(2);
/** Much longer than a sweep takes to find a hold, so that the sweep acts first. */
const STUCK_AFTER = minutes(60);

/** Asks the function that sweeps expired holds to roll back one booking. */
const expiryOf = ({ lambda, prefix }: Stores): OwnerCall => ({
  owner: 'expiry',
  compensation: 'none: a booking that was rolled back can be made again',
  async call(bookingId, signal) {
    const command = new InvokeCommand({ FunctionName: `${prefix}expiry`, Payload: JSON.stringify({ bookingId }) });
    const { FunctionError } = await lambda.send(command, { abortSignal: signal });
    if (FunctionError !== undefined) throw new Error(`expiry could not roll back ${bookingId}: ${FunctionError}`);
  },
});

const integer = ({ fields }: Row, field: string): bigint => {
  const value = fields[field];
  return typeof value === 'bigint' ? value : 0n;
};

const text = ({ fields }: Row, field: string): string => {
  const value = fields[field];
  return typeof value === 'string' ? value : '';
};

const seatsHeld = (hold: Row): Contribution[] => {
  const field = { HELD: 'held', SOLD: 'sold' }[text(hold, 'state')];
  return field === undefined ? [] : [{ key: text(hold, 'eventId'), field, amount: integer(hold, 'seats') }];
};

export function bookingsReconciliation(stores: Stores): Reconciliation {
  const { events, listings, bookings, holds, charges, tickets, totals } = viewsOf(stores);
  const following = {
    allowEmpty: true,
    whole: bookings,
    inFlightStates: ['PENDING', 'CANCELLING'],
    settleWindow: SETTLE_WINDOW,
    stuckAfter: STUCK_AFTER,
    onStuck: expiryOf(stores),
  } as const;
  const report = ({ key }: { readonly key: string }) =>
    ({ kind: 'report', reason: `${key}: a person has to decide which of the two is right` }) as const;
  return defineReconciliation({
    rules: [
      defineRule({
        name: 'listing-copies',
        allowEmpty: true,
        left: events,
        right: listings,
        relation: 'equal',
        compare: ['title', 'priceCents', 'organiserId', 'edition'],
        mastership: { default: 'left' },
        settleWindow: SETTLE_WINDOW,
        repair: { kind: 'copy' },
      }),
      lifecycle({
        name: 'booking-hold',
        ...following,
        part: holds,
        allowed: { CONFIRMED: ['SOLD'], CANCELLED: ['RELEASED', NONE], WAITLISTED: [NONE] },
        alike: { state: 'CONFIRMED', fields: ['eventId', 'seats'] },
        repair: report,
      }),
      lifecycle({
        name: 'booking-charge',
        ...following,
        part: charges,
        allowed: { CONFIRMED: ['CHARGED'], CANCELLED: ['REFUNDED', 'DECLINED', 'VOIDED'], WAITLISTED: [NONE] },
        alike: { state: 'CONFIRMED', fields: ['amountCents'] },
        repair: report,
      }),
      lifecycle({
        name: 'booking-ticket',
        ...following,
        part: tickets,
        allowed: { CONFIRMED: ['ISSUED'], CANCELLED: [NONE], WAITLISTED: [NONE] },
        alike: { state: 'CONFIRMED', fields: ['eventId', 'organiserId', 'seats'] },
        repair: ({ key, whole, part }) => {
          if (whole?.fields['state'] !== 'CONFIRMED' || part !== undefined) return report({ key });
          const { eventId = '', organiserId = '', seats = 0n } = whole.fields;
          return { kind: 'recreate', fields: { state: 'ISSUED', eventId, organiserId, seats } };
        },
      }),
      conservation({
        name: 'seats-conservation',
        allowEmpty: true,
        counters: events,
        parts: holds,
        sums: ['held', 'sold'],
        balances: {
          unaccounted: (event) =>
            integer(event, 'capacity') - integer(event, 'free') - integer(event, 'held') - integer(event, 'sold'),
        },
        contributions: seatsHeld,
        missing: () => [],
        settleWindow: SETTLE_WINDOW,
      }),
      derived({
        name: 'organiser-totals',
        allowEmpty: true,
        after: ['booking-ticket'],
        from: tickets,
        by: 'organiserId',
        into: totals,
        count: 'tickets',
        sum: 'seats',
        // The totals still count a ticket that is lost.
        missing: ({ rule, pair: { left, right } }) =>
          rule === 'booking-ticket' && left?.fields['state'] === 'CONFIRMED' && right === undefined ? [left] : [],
        settleWindow: SETTLE_WINDOW,
        repair: { kind: 'copy' },
      }),
    ],
  });
}
