/** The system, as evenkeel keeps its stores consistent and breaks it on purpose. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { RDSDataClient } from '@aws-sdk/client-rds-data';
import { type Connection, conserved, defineSystem, exactlyOnce, NO_RECORD } from 'evenkeel/chaos';
import { expect } from './expect.ts';
import { bookingsReconciliation, entriesView, type Stores } from './reconciliation.ts';
import { sabotages } from './sabotages.ts';

const EVENTS = Array.from({ length: 12 }, (_, index) => `event-${index}`);
const DEAR = 'gala';

const storesOf = (connection: Connection): Stores => ({
  dynamodb: new DynamoDBClient(connection.client('DYNAMODB')),
  rdsData: new RDSDataClient(connection.client('RDS_DATA')),
  lambda: new LambdaClient(connection.client('LAMBDA')),
  prefix: connection.system.prefix,
  clusterArn: connection.output('ClusterArn'),
  secretArn: connection.output('SecretArn'),
});

async function send(
  { system, signal }: Connection,
  method: string,
  path: string,
  body: object,
  id = '',
): Promise<void> {
  const headers = { 'content-type': 'application/json', ...(id !== '' && { 'x-correlation-id': id }) };
  const answer = await fetch(`${system.apiUrl}${path}`, { method, headers, body: JSON.stringify(body), signal });
  if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${await answer.text()}`);
}

export default defineSystem({
  name: 'bookings',
  reconciliation: (connection) => bookingsReconciliation(storesOf(connection)),
  evidence: (connection) => [entriesView(storesOf(connection))],
  saga: {
    participants: {
      booking: { view: 'bookings' },
      hold: { view: 'holds' },
      charge: { view: 'charges' },
      ticket: { view: 'tickets' },
    },
    owner: 'booking',
    times: { accepted: 'createdAt', changed: 'updatedAt' },
    ends: {
      completed: { booking: ['CONFIRMED'], hold: ['SOLD'], charge: ['CHARGED'], ticket: ['ISSUED'] },
      'rolled-back': {
        booking: ['CANCELLED'],
        hold: [NO_RECORD, 'RELEASED'],
        charge: ['DECLINED', 'REFUNDED', 'VOIDED'],
        ticket: [NO_RECORD],
      },
      waitlisted: { booking: ['WAITLISTED'], hold: [NO_RECORD], charge: [NO_RECORD], ticket: [NO_RECORD] },
    },
    rollback: 'rolled-back',
    // 409: the booking is stored, and was rolled back.
    accepted: [201, 202, 409],
  },
  steps: {
    booking: {
      handle: { role: 'prepare', delivered: 'request' },
      hold: { role: 'prepare', delivered: false },
      charge: { role: 'prepare', after: ['hold'], delivered: false },
      ticket: { role: 'prepare', after: ['charge'], delivered: false },
      refund: { role: 'rollback', delivered: false },
      release: { role: 'rollback', delivered: false },
    },
    waiting: { serve: { role: 'commit', delivered: 'queue' } },
    totals: { count: { role: 'other' } },
    listings: { copy: { role: 'other', servesOperations: false } },
  },
  invariants: [
    conserved({
      name: 'seats-conserved',
      sums: {
        capacity: [{ view: 'events', field: 'capacity' }],
        'free, held and sold': [
          { view: 'events', field: 'free' },
          { view: 'holds', field: 'seats', where: { state: ['HELD', 'SOLD'] }, by: 'eventId' },
        ],
      },
    }),
    conserved({
      name: 'money-conserved',
      per: 'total',
      sums: {
        'charged for tickets': [{ view: 'charges', field: 'amountCents', where: { state: 'CHARGED' } }],
        'owed by confirmed bookings': [{ view: 'bookings', field: 'amountCents', where: { state: 'CONFIRMED' } }],
      },
    }),
    conserved({
      name: 'totals-counted',
      at: ['drained'],
      sums: {
        'seats of tickets': [{ view: 'tickets', field: 'seats', by: 'organiserId' }],
        'totals of organisers': [{ view: 'totals', field: 'seats' }],
      },
    }),
    exactlyOnce({ name: 'charged-once', view: 'entries', by: ['bookingId', 'kind'] }),
  ],
  expect,
  journeys: {
    module: 'journeys.ts',
    journeys: {
      book: { end: 'completed' },
      declined: { end: 'rolled-back' },
      wait: { end: 'completed' },
      wait_in_vain: { end: 'waitlisted' },
    },
    data: () => ({ events: EVENTS, dear: DEAR }),
  },
  async seed(connection) {
    const announce = (eventId: string, priceCents: number, seats: number) =>
      send(connection, 'PUT', `/events/${eventId}`, {
        title: `The ${eventId}`,
        organiserId: 'club',
        priceCents,
        seats,
      });
    for (const eventId of EVENTS) await announce(eventId, 2500, 10_000);
    await announce(DEAR, 90_000, 10_000);
    await announce('sold-out', 1500, 0);
    connection.progress(`events: ${EVENTS.length + 2}`);
  },
  async warmUp(connection) {
    const bookings = Array.from({ length: 40 }, (_, index) => index);
    for (const index of bookings) {
      const eventId = EVENTS[index % EVENTS.length];
      await send(connection, 'POST', '/bookings', { eventId, seats: 1 }, `warm-${Date.now().toString(36)}-${index}`);
    }
  },
  sabotages,
});
