/** Every minute: rolls back bookings whose hold ran out, and offers free seats to waiting bookings. */
import { type Booking, findBooking } from './booking.ts';
import { rollBack } from './flow.ts';
import { scan } from './items.ts';
import { offerSeats } from './waiting-list.ts';

/** The reconciler passes the booking that it found stuck. */
interface Sweep {
  readonly bookingId?: string;
}

export async function handler({ bookingId }: Sweep): Promise<void> {
  if (bookingId !== undefined) {
    const booking = await findBooking(bookingId);
    if (booking?.state === 'PENDING' || booking?.state === 'CANCELLING') await rollBack(booking);
    return;
  }
  const now = new Date().toISOString();
  const waitedFor = new Set<string>();
  for await (const booking of scan<Booking>('bookings')) {
    const { state, expiresAt, waitingFor } = booking;
    if ((state === 'PENDING' || state === 'CANCELLING') && expiresAt <= now) await rollBack(booking);
    if (waitingFor !== undefined) waitedFor.add(waitingFor);
  }
  for (const eventId of waitedFor) await offerSeats(eventId);
}
