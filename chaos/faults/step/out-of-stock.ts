import * as z from 'zod/mini';
import { type Hit, stepFault } from '../fault.ts';

/** The part of the warehouse's store port that this fault replaces. */
interface Reserving {
  readonly store: { reserve(command: unknown): Promise<unknown> };
}

/** The warehouse's store answers that there is no stock, whatever it holds. Nothing is reserved. */
export const outOfStock = stepFault({
  name: 'out-of-stock',
  summary: "The warehouse's store answers a reservation with out of stock, whatever it holds.",
  parameters: z.strictObject({}),
  needs: ['ports'],
  hooks: () => ({
    place: { service: 'warehouse', step: 'prepare' },
    effect: () => 'rolls-back',
    ports: (ports, hit) => (reserves(ports) ? { ...ports, store: soldOut(ports.store, hit) } : ports),
  }),
});

function reserves(ports: object): ports is Reserving {
  return 'store' in ports && typeof ports.store === 'object' && ports.store !== null && 'reserve' in ports.store;
}

/** The given store with another `reserve`. Its other methods keep their own `this`. */
function soldOut(store: Reserving['store'], hit: Hit): Reserving['store'] {
  const reserve = async (command: unknown) =>
    (await hit.strike('port')) ? { outcome: 'OUT_OF_STOCK', reason: 'injected: out of stock' } : store.reserve(command);
  return Object.assign(Object.create(store) as Reserving['store'], { reserve });
}
