/** The images of a ledger against the stores before the repairs and at the end. */
import type { Parts } from '../evidence/evidence.ts';
import type { Fields, LedgerEntry } from '../schemas/index.ts';
import { changedFields, shown } from './closed-world/values.ts';
import { ledgerKeyOf } from './ledger-key.ts';

type Stores = Pick<Parts, 'drifted' | 'end'>;

/** The first image of a row is what drift left, the last one what stands at the end, and each begins where another ended. */
export function imageDeviations(entries: readonly LedgerEntry[], { drifted, end }: Stores): string[] {
  const rows = new Map<string, LedgerEntry[]>();
  for (const entry of entries) {
    if (entry.action.kind === 'call' || entry.preImage === undefined || entry.postImage === undefined) continue;
    const name = JSON.stringify([entry.action.view, ledgerKeyOf(entry)]);
    rows.set(name, [...(rows.get(name) ?? []), entry]);
  }
  return [...rows].flatMap(([name, chain]) => {
    const [view, key] = JSON.parse(name) as [string, string];
    chain.sort((one, other) => (one.intendedAt < other.intendedAt ? -1 : 1));
    const images = chain.flatMap(({ preImage, postImage }) => [preImage?.fields, postImage?.fields]);
    const steps = [drifted.views.get(view)?.get(key)?.fields, ...images, end.views.get(view)?.get(key)?.fields];
    const lines = leadNowhere(images) ? [`${view} ${key}: its repairs end where they began`] : [];
    // Between two operations, and before the first and after the last one, nobody wrote.
    for (let at = 0; at < steps.length; at += 2) {
      const [one, other] = [steps[at], steps[at + 1]];
      const where = at === 0 ? 'before its repair' : at + 2 === steps.length ? 'at the end' : 'between its repairs';
      for (const field of changedShown(one, other, at === 0 ? 'image-is-other' : 'image-is-one')) {
        lines.push(
          `${view} ${key}: ${field} ${where} is ${shown(one?.[field])} and ${shown(other?.[field])}, by the ledger and the stores`,
        );
      }
      if ((one === undefined) !== (other === undefined))
        lines.push(`${view} ${key}: ${where}, the ledger and the stores disagree on whether there is a row`);
    }
    return lines;
  });
}

/** The first and the last image of a row are the same, or there is none of both. */
function leadNowhere(images: readonly (Fields | undefined)[]): boolean {
  return changedFields(images[0], images.at(-1)).length === 0;
}

/** An image may show less than the view: PostgreSQL's leave out times, binary values and arrays. */
function changedShown(
  one: Fields | undefined,
  other: Fields | undefined,
  kind: 'image-is-one' | 'image-is-other',
): string[] {
  if (one === undefined || other === undefined) return [];
  const [image, row] = kind === 'image-is-one' ? [one, other] : [other, one];
  const isBare = Object.keys(image).length === 0;
  return changedFields(one, other).filter((field) => field in image || isBare || isShown(row[field]));
}

/**
 * Whether every image shows a value of this kind: numbers, truth values, objects and lists of them, and texts that can be
 * neither a time nor a binary value. A value that is withheld may be any of them.
 */
function isShown(value: Fields[string] | undefined): boolean {
  if (typeof value === 'string') return !isTime(value) && !isBase64(value);
  if (typeof value === 'number' || typeof value === 'boolean') return true;
  return Array.isArray(value) ? value.some(isDocument) : isDocument(value);
}

/** An object with contents: PostgreSQL's images show an empty document and an empty array by the same text. */
function isDocument(value: Fields[string] | undefined): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return Object.keys(value).length > 0 && !('withheld' in value);
}

const isTime = (text: string): boolean => /T\d\d:\d\d|^-?infinity$/.test(text);

const isBase64 = (text: string): boolean =>
  /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(text);
