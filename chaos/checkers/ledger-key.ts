import type { LedgerEntry } from '../schemas/index.ts';

/** The own key of the row that an entry of the ledger is about: a rule may report a row under another one. */
export function ledgerKeyOf({ key, preImage, postImage }: LedgerEntry): string {
  return preImage?.key ?? postImage?.key ?? key;
}
