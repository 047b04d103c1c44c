/** Customers near each region, who check out at a steady rate and never try again. */
import { REGIONS, type Region, type Shop } from './shop.ts';

export interface Sent {
  readonly id: string;
  readonly near: Region;
  /** When it was sent, in virtual milliseconds. */
  readonly at: number;
  /** The region that accepted it; undefined if it was not accepted. */
  readonly acceptedIn: string | undefined;
  /** The answer's status; undefined without an answer. */
  readonly status: number | undefined;
}

export interface Customers {
  /** Sends no more, and resolves to all that was sent once it is answered or not. */
  readonly leave: () => Promise<readonly Sent[]>;
}

/** @param perSecond checkouts near each region, in a real second */
export function customersOf(shop: Shop, perSecond: number): Customers {
  const sent: Promise<Sent>[] = [];
  const checkOut = async (near: Region, id: string): Promise<Sent> => {
    const at = shop.now();
    const body = { customerId: 'cus-01', method: 'invoice', lines: [{ sku: 'ord-01', quantity: 1 }] };
    const answer = await shop.call(near, 'POST', '/checkout', body, id).catch(() => undefined);
    await answer?.arrayBuffer().catch(() => undefined);
    const acceptedIn = answer?.status === 202 ? (answer.headers.get('x-evenkeel-region') ?? undefined) : undefined;
    return { id, near, at, acceptedIn, status: answer?.status };
  };
  const began = performance.now();
  let visits = 0;
  // A busy machine fires late; what is due then is sent at once.
  const timer = setInterval(() => {
    for (const due = ((performance.now() - began) / 1000) * perSecond; visits < due; visits += 1) {
      for (const near of REGIONS) sent.push(checkOut(near, `visit-${near}-${String(visits)}`));
    }
  }, 1000 / perSecond);
  return {
    async leave() {
      clearInterval(timer);
      return await Promise.all(sent);
    },
  };
}
