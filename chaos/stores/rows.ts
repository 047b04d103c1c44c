/** The fields of the services' items and rows that evidence needs. They are parsed where they are read. */
import * as z from 'zod';

const Lines = z.array(z.object({ sku: z.string(), quantity: z.int() }));

export const Order = z.object({
  correlationId: z.string(),
  state: z.string(),
  totalCents: z.int().default(0),
  createdAt: z.string(),
  updatedAt: z.string(),
});
export const Reservation = z.object({ correlationId: z.string(), state: z.string(), lines: Lines.default([]) });
export const Shipment = z.object({ correlationId: z.string(), state: z.string() });
export const Stock = z.object({
  sku: z.string(),
  received: z.int(),
  onHand: z.int(),
  reserved: z.int(),
  shipped: z.int(),
});
export const Filing = z.object({ correlationId: z.string(), filings: z.int() });
export const Payment = z.object({
  correlation_id: z.string(),
  state: z.string(),
  amount_cents: z.coerce.number().int(),
});
export const Entry = z.object({ correlation_id: z.string(), kind: z.string(), amount_cents: z.coerce.number().int() });

/** Copies by view name, with the fields that are compared with the master. */
export const PriceCopy = z.object({ sku: z.string(), name: z.string(), unitPriceCents: z.int(), active: z.boolean() });
export const ProductCard = z.object({ sku: z.string(), name: z.string(), weightGrams: z.int(), active: z.boolean() });
export const CustomerCopy = z.object({ customerId: z.string(), name: z.string(), address: z.string() });
