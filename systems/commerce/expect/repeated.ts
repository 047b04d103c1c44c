import type { ChangedRecord } from '@evenkeel/chaos';
import { numberOf, textOf } from '../records.ts';

/** A failure is filed at least once, so the same one may be filed again long after its order has ended. */
export function repeated({ view, was, is }: ChangedRecord, isSaga: (correlationId: string) => boolean): boolean {
  if (view !== 'transactions.errors' || !isSaga(textOf(is, 'correlationId'))) return false;
  if (was === undefined) return textOf(is, 'source') !== '' && numberOf(is, 'filings') > 0;
  const isSame = (['correlationId', 'source'] as const).every((field) => was[field] === is[field]);
  return isSame && numberOf(is, 'filings') > numberOf(was, 'filings');
}
