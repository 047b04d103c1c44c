/**
 * The outcome of an in-doubt write: its process was killed, its answer was lost, or its guard refused what may have
 * been its own retry. The row shows it: by the repair's mark if the store keeps one, or else by comparing its image
 * with the pre-image and the plan.
 */
import { sameImage } from './image.ts';
import { own } from './own.ts';
import type { Conclusion, Intent } from './ports.ts';
import { canonicalText } from './canonical.ts';
import type { Row, View } from './view.ts';

type InDoubt = Pick<Intent, 'preImage' | 'planned' | 'at'>;

const NOT_DONE = { status: 'not-done', reason: 'the row is as it was before: nothing was written' } as const;
const OVERWRITTEN = {
  status: 'unknown',
  reason: 'the row was written again, so it no longer shows whether this write happened',
} as const;

/**
 * @param row a strong read of the key, made when no write of the operation can still be under way
 * @param mark what the operation leaves in a row of a store that keeps marks
 */
export function writeOutcome(view: View, intent: InDoubt, mark: string, row: Row | undefined): Conclusion {
  const { preImage, planned } = intent;
  if (planned.image === null && row === undefined) return { status: 'done', postImage: null };
  if (row === undefined) return preImage === null ? NOT_DONE : OVERWRITTEN;
  const image = row.image ?? '{}';
  if (planned.image === null) return isStill(view, preImage, image) ? NOT_DONE : OVERWRITTEN;
  const isOurs = isAsPlanned(view, intent, row);
  if (view.images?.mark?.(image) === mark) return isOurs ? { status: 'done', postImage: image } : { status: 'done' };
  if (isUnwritten(view, preImage, image)) return NOT_DONE;
  if (view.images?.mark !== undefined) return OVERWRITTEN;
  return isOurs ? { status: 'done', postImage: image } : OVERWRITTEN;
}

/** Whether nobody wrote to a row between two images of it; null is no row. */
export function isUnwritten(view: View, one: string | null, other: string | null): boolean {
  if (one === null || other === null) return one === other;
  return view.images?.isUnwritten?.(one, other) ?? sameImage(one, other);
}

/**
 * Whether nothing but the operation has written to the row. Before a deletion, the operation may have left its mark
 * there.
 */
const isStill = (view: View, preImage: string | null, image: string): boolean =>
  isUnwritten(view, preImage, image) || (preImage !== null && (view.images?.alike(preImage, image) ?? false));

/** Whether the row holds exactly what the operation would have left, written at the time of the operation. */
function isAsPlanned(view: View, { planned, at }: InDoubt, row: Row): boolean {
  if (typeof planned.image === 'string') return view.images?.alike(planned.image, row.image ?? '{}') ?? false;
  const texts = Object.entries(planned.fields ?? {});
  return (
    (row.touchedAt === undefined || row.touchedAt === at.getTime()) &&
    texts.every(([field, text]) => canonicalText(own(view.fields, field) ?? 'text', own(row.fields, field)) === text)
  );
}
