/** An order as its request asks for it, and what is known of the way to its end. */
import type { AcceptedRequest, Matcher } from '@evenkeel/chaos';

export type Lines = { sku: string; quantity: number }[];

/** Whether a service refuses to prepare the order: it always does, it may, or it never does. */
export type Refusal = 'always' | 'possible' | 'never';

export interface Asked {
  readonly id: string;
  readonly customerId: string;
  /** Whose the order must be; a matcher that nothing fits if nobody may order. */
  readonly orderedBy: string | Matcher;
  /** How it is paid. */
  readonly method: string;
  /** In the order in which views show them. */
  readonly lines: Lines;
  /** Of the lines, in the same order. */
  readonly unitPrices: { sku: string; unitPriceCents: number }[];
  readonly amountCents: number;
  /** What the order must come to; a matcher that nothing fits if the prices and the request differ. */
  readonly total: number | Matcher;
  /** The states in which its participants were on the way, as far as that is known, by service. */
  readonly reached: AcceptedRequest['reached'];
  /** Whether payment declines it. */
  readonly declined: Refusal;
  /** Whether the warehouse rejects it. */
  readonly rejected: Refusal;
}
