/** Fields of the shop's records, as a snapshot holds them. */
import type { Fields } from '@evenkeel/chaos';
import { type Quantity, quantitiesIn } from './rules/views.ts';

/** 0 for a record that does not have the number. */
export function numberOf(record: Fields | null | undefined, field: string): number {
  const value = record?.[field];
  return typeof value === 'number' ? value : 0;
}

/** Empty for a record that does not have the text. */
export function textOf(record: Fields | null | undefined, field: string): string {
  const value = record?.[field];
  return typeof value === 'string' ? value : '';
}

/** The lines of an order or a reservation. */
export function quantitiesOf(record: Fields | null | undefined): readonly Quantity[] {
  return quantitiesIn(record?.['lines']);
}
