import * as z from 'zod';
import { EVIDENCE_VERSION, VirtualTime } from './moment.ts';

export const SnapshotName = z.enum(['before', 'drained', 'drifted', 'end']);

/** Everything the services hold of one correlation id, each read straight from its store. */
export const SagaState = z.strictObject({
  correlationId: z.string(),
  order: z
    .strictObject({ state: z.string(), totalCents: z.int(), createdAt: z.string(), updatedAt: z.string() })
    .nullable(),
  payment: z
    .strictObject({
      state: z.string(),
      amountCents: z.int(),
      entries: z.array(z.strictObject({ kind: z.string(), amountCents: z.int() })),
    })
    .nullable(),
  reservation: z
    .strictObject({ state: z.string(), lines: z.array(z.strictObject({ sku: z.string(), quantity: z.int() })) })
    .nullable(),
  shipment: z.strictObject({ state: z.string() }).nullable(),
});

export const StockState = z.strictObject({
  sku: z.string(),
  received: z.int(),
  onHand: z.int(),
  reserved: z.int(),
  shipped: z.int(),
});

/** The stores' own contents at one moment, read past every service. */
export const Snapshot = z.strictObject({
  version: z.literal(EVIDENCE_VERSION),
  name: SnapshotName,
  at: VirtualTime,
  sagas: z.array(SagaState),
  stock: z.array(StockState),
  /** Filings per correlation id in the error table. */
  filings: z.record(z.string(), z.int()),
  /** Copies and their masters: view name -> key -> canonical fields. */
  copies: z.record(z.string(), z.record(z.string(), z.record(z.string(), z.json()))),
});

export type SnapshotName = z.infer<typeof SnapshotName>;
export type SagaState = z.infer<typeof SagaState>;
export type StockState = z.infer<typeof StockState>;
export type Snapshot = z.infer<typeof Snapshot>;
