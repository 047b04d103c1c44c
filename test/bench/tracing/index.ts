/**
 * What tracing costs the shop on one machine: two systems, one of which traces, get the same orders in turn, as fast as they
 * take them.
 */
import type { Figure } from '../figure.ts';
import { median } from '../reconcile/rounds.ts';
import { burstOf, type Measured } from './burst.ts';
import { bootShop, type Shop } from './shop.ts';
import { type Sent, sentSpans } from './spans.ts';

export interface TracingBenchOptions {
  /** Orders that a system gets in a round. */
  readonly orders: number;
  readonly rounds: number;
}

/** Enough to keep both cores busy for ten seconds and more. */
const USUAL: TracingBenchOptions = { orders: 300, rounds: 5 };
/** Orders by which functions and engines are warm. */
const WARM = 100;

export async function tracingBench(options: TracingBenchOptions = USUAL): Promise<readonly Figure[]> {
  const shops: Shop[] = [];
  const booted = async (tracing: Shop['tracing']): Promise<Shop> => {
    const shop = await bootShop(tracing);
    shops.push(shop);
    return shop;
  };
  try {
    return await compared(await booted('off'), await booted('otlp'), options);
  } finally {
    for (const shop of shops) await shop.close();
  }
}

async function compared(off: Shop, otlp: Shop, { orders, rounds }: TracingBenchOptions): Promise<readonly Figure[]> {
  for (const shop of [off, otlp]) {
    await burstOf({ shop, name: 'warm', orders: Math.min(WARM, orders), isWarmUp: true });
  }
  const measured: Record<Shop['tracing'], Measured[]> = { off: [], otlp: [] };
  const sent = [await sentSpans(otlp)];
  for (let round = 0; round < rounds; round += 1) {
    const turn = async (shop: Shop, idle: Shop): Promise<void> => {
      measured[shop.tracing].push(await burstOf({ shop, idle, name: `round-${round}`, orders }));
    };
    // Each is first in every other round, so that what changes over time hits both.
    if (round % 2 === 0) await turn(off, otlp);
    await turn(otlp, off);
    if (round % 2 === 1) await turn(off, otlp);
    // The collector keeps the spans of more than a thousand orders, and no more than that.
    sent.push(await sentSpans(otlp, sent.at(-1)?.next));
  }
  const each = (of: (spans: Sent) => number) => sent.reduce((sum, spans) => sum + of(spans), 0) / (orders * rounds);
  return figuresOf(measured, { count: each(({ count }) => count), bytes: each(({ bytes }) => bytes) });
}

export function figuresOf(
  measured: Readonly<Record<Shop['tracing'], readonly Measured[]>>,
  perCheckout: { readonly count: number; readonly bytes: number },
): readonly Figure[] {
  // A system that is idle works, too: its share is what the other's rounds show of it.
  const idle = (of: Shop['tracing']) =>
    median(measured[of === 'off' ? 'otlp' : 'off'].map(({ idleShare }) => idleShare));
  const milliseconds = (of: Shop['tracing']) =>
    median(measured[of].map(({ cpuSeconds, seconds, orders }) => ((cpuSeconds - idle(of) * seconds) / orders) * 1000));
  const rate = (of: Shop['tracing']) => median(measured[of].map(({ orders, seconds }) => orders / seconds));
  return [
    {
      name: 'CPU of a checkout, traced beside not',
      value: milliseconds('otlp'),
      unit: 'ms',
      floor: milliseconds('off'),
      goal: 1.5,
      of: 'floor',
    },
    {
      name: 'checkouts/s at saturation, not traced beside traced',
      value: rate('off'),
      unit: '/s',
      floor: rate('otlp'),
      goal: 1.5,
      of: 'floor',
    },
    { name: 'spans of a checkout', value: perCheckout.count, unit: 'spans', goal: 80 },
    { name: 'spans of a checkout: bytes', value: perCheckout.bytes / 1024, unit: 'KB', goal: 100 },
  ];
}
