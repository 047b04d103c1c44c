/** The spans that a shop's functions have sent. */
import * as z from 'zod';
import type { Shop } from './shop.ts';

const Request = z.object({
  resourceSpans: z.array(z.object({ scopeSpans: z.array(z.object({ spans: z.array(z.unknown()) })) })),
});
const Batch = z.object({ next: z.int(), lost: z.int(), requests: z.array(z.unknown()) });

export interface Sent {
  readonly count: number;
  readonly bytes: number;
  /** Where the next reading goes on. */
  readonly next: number;
}

/**
 * @param after where the reading begins; by default at what is sent next
 * @throws Error if the collector no longer had some of them, so that what it has says too little
 */
export async function sentSpans({ clockUrl }: Pick<Shop, 'clockUrl'>, after?: number): Promise<Sent> {
  const from = after ?? Number.MAX_SAFE_INTEGER;
  const { next, lost, requests } = Batch.parse(await (await fetch(new URL(`traces?after=${from}`, clockUrl))).json());
  if (lost > 0)
    throw new Error(`${lost} requests with spans had left the collector: send fewer orders between two readings`);
  const spans = requests.flatMap((request) =>
    Request.parse(request).resourceSpans.flatMap(({ scopeSpans }) => scopeSpans),
  );
  return {
    count: spans.reduce((sum, scope) => sum + scope.spans.length, 0),
    bytes: requests.reduce<number>((sum, request) => sum + Buffer.byteLength(JSON.stringify(request)), 0),
    next,
  };
}
