/** The flow of a booking: hold, charge, ticket. If a step gives up, the booking is rolled back: refund, release. */
import { withFaults } from 'evenkeel/chaos/injector';
import { type Booking, type BookingState, findBooking, move } from './booking.ts';
import { log } from './environment.ts';
import { bank, chargeStep, chargeStore, refundStep } from './steps/charge.ts';
import type { Command } from './steps/command.ts';
import { holdStep, releaseStep, seatStore, ticketStep } from './steps/seats.ts';
import { offerSeats, putOnWaitingList } from './waiting-list.ts';

/** Number of attempts at a step before its booking is rolled back. */
const ATTEMPTS = 3;

const seats = { store: seatStore };
const charges = { store: chargeStore, bank };
const hold = withFaults('booking', holdStep);
const charge = withFaults('booking', chargeStep);
const ticket = withFaults('booking', ticketStep);
const refund = withFaults('booking', refundStep);
const release = withFaults('booking', releaseStep);

/** Takes a pending booking as far as it gets. Repeating this, even concurrently, changes nothing. */
export async function book(booking: Booking, mayWait: boolean): Promise<BookingState> {
  try {
    const held = await tried('hold', booking, (command) => hold(command, seats));
    if (held === 'no-seats' && mayWait && (await putOnWaitingList(booking, new Date()))) return 'WAITLISTED';
    if (held !== 'held') return await rollBack(booking);
    if (!(await tried('charge', booking, (command) => charge(command, charges)))) return await rollBack(booking);
    if (await tried('ticket', booking, (command) => ticket(command, seats))) return 'CONFIRMED';
  } catch (error) {
    if (!(error instanceof StepGaveUp)) throw error;
  }
  return rollBack(booking);
}

/** Refunds and releases, unless the booking is confirmed. If a step fails too often, the next sweep tries again. */
export async function rollBack(booking: Booking): Promise<BookingState> {
  const { bookingId, eventId } = booking;
  await move(bookingId, 'PENDING', 'CANCELLING', new Date());
  const { state } = (await findBooking(bookingId)) ?? booking;
  if (state !== 'CANCELLING' && state !== 'CANCELLED') return state;
  await tried('refund', booking, (command) => refund(command, charges));
  await tried('release', booking, (command) => release(command, seats));
  await move(bookingId, 'CANCELLING', 'CANCELLED', new Date());
  await offerSeats(eventId);
  return 'CANCELLED';
}

class StepGaveUp extends Error {
  override readonly name = 'StepGaveUp';
}

async function tried<Answer>(
  step: Command['step'],
  booking: Booking,
  run: (command: Command) => Promise<Answer>,
): Promise<Answer> {
  const { bookingId: correlationId } = booking;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await run({ step, correlationId, booking, now: new Date() });
    } catch (error) {
      log('ERROR', 'step.failed', { step, correlationId, attempt, error: String(error) });
      if (attempt >= ATTEMPTS) throw new StepGaveUp(`${step} of ${correlationId} failed ${attempt} times`);
    }
  }
}
