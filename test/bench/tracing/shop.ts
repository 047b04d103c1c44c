/** The shop, booted by the command with tracing on or off. */
import * as z from 'zod';
import { evenkeel } from '../../e2e/evenkeel.ts';

export interface Shop {
  readonly tracing: 'off' | 'otlp';
  readonly pid: number;
  readonly apiUrl: string;
  readonly clockUrl: string;
  /** What requests need. */
  readonly headers: Readonly<Record<string, string>>;
  readonly close: () => Promise<void>;
}

const Described = z.object({
  apiUrl: z.string(),
  clockUrl: z.string(),
  headers: z.record(z.string(), z.string()),
});

export async function bootShop(tracing: Shop['tracing']): Promise<Shop> {
  const up = evenkeel(['up', '--json'], { env: { EVENKEEL_TRACING: tracing } });
  const described = Described.parse(await up.firstObject());
  return {
    tracing,
    pid: up.process.pid ?? 0,
    ...described,
    async close() {
      up.process.kill('SIGINT');
      await up.ended;
    },
  };
}
