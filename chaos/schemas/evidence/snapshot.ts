import * as z from 'zod';
import { EVIDENCE_VERSION, VirtualTime } from './format.ts';

export const SnapshotName = z.enum(['before', 'drained', 'drifted', 'end']);

/** What the services' stores hold for one correlation id. */
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

/** The contents of the stores at one moment, read without going through the services. */
export const Snapshot = z.strictObject({
  version: z.literal(EVIDENCE_VERSION),
  name: SnapshotName,
  at: VirtualTime,
  sagas: z.array(SagaState),
  stock: z.array(StockState),
  /** How often each correlation id was filed to the error table. */
  filings: z.record(z.string(), z.int()),
  /** Replicated fields and their masters: view name -> key -> canonical fields. */
  copies: z.record(z.string(), z.record(z.string(), z.record(z.string(), z.json()))),
});

export type SnapshotName = z.infer<typeof SnapshotName>;
export type SagaState = z.infer<typeof SagaState>;
export type StockState = z.infer<typeof StockState>;
export type Snapshot = z.infer<typeof Snapshot>;
