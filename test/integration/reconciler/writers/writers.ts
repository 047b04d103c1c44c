/** Writers that use all services concurrently: each sends one request after another until all are stopped. */
import { setTimeout as wait } from 'node:timers/promises';
import { DEAR, type Goods, SCARCE } from './goods.ts';
import { type Shop, shopOf } from './shop.ts';
import type { BusySystem } from './system.ts';

export interface Writers {
  /** The number of answered requests, by kind. */
  readonly counts: Record<keyof Shop, number>;
  /** Sends no more requests. Resolves when all are answered; rejects if one failed. */
  stop(): Promise<void>;
}

/** The longest pause between two requests of a writer, in real milliseconds. */
const PAUSE_MS = 150;

/** @param random returns numbers in [0, 1) */
export function startWriters(system: BusySystem, { busy }: Goods, name: string, random: () => number): Writers {
  const shop = shopOf(system);
  const counts: Writers['counts'] = { price: 0, receive: 0, move: 0, buy: 0, refund: 0 };
  const stopping = new AbortController();
  const one = <Thing>(things: readonly Thing[]): Thing => things[Math.floor(random() * things.length)]!;
  const work = async (kind: keyof Shop, act: (turn: number) => Promise<void>): Promise<void> => {
    for (let turn = 0; !stopping.signal.aborted; turn += 1) {
      await act(turn);
      counts[kind] += 1;
      await wait(random() * PAUSE_MS);
    }
  };
  const bought: string[] = [];
  const buyer = (who: string) => async (turn: number) => {
    const id = `${name}-${who}-${turn}`;
    const chance = random();
    const sku = chance < 0.1 ? DEAR : chance < 0.2 ? SCARCE : one(busy.skus);
    await shop.buy(id, one(busy.customers), sku, 1 + Math.floor(random() * 3));
    bought.push(id);
  };
  const clerk = () => shop.price(one(busy.skus), 100 + Math.floor(random() * 900));
  // Two clerks, since services must handle concurrent changes of the same SKU.
  const working = Promise.all([
    work('price', clerk),
    work('price', clerk),
    work('move', (turn) => shop.move(one(busy.customers), `Mill Lane ${turn}`)),
    work('receive', (turn) => shop.receive(one(busy.skus), 1 + Math.floor(random() * 9), `${name}-${turn}`)),
    work('refund', () => (bought.length === 0 ? Promise.resolve() : shop.refund(one(bought)))),
    work('buy', buyer('ann')),
    work('buy', buyer('bob')),
  ]);
  working.catch(() => {
    stopping.abort();
  });
  return {
    counts,
    async stop() {
      stopping.abort();
      await working;
    },
  };
}
