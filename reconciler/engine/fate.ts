/**
 * What became of an operation whose end nobody saw: its process was killed, its answer was lost, or its guard refused
 * what may have been its own retry. The row tells: by the repair's mark where the store keeps one, else by its image
 * against the one before and what was planned.
 */
import { sameImage } from './image.ts';
import type { Conclusion, Intent } from './ports.ts';
import { canonicalText } from './canonical.ts';
import type { Row, View } from './view.ts';

type Written = Pick<Intent, 'preImage' | 'planned' | 'at'>;

const NOT_DONE = { status: 'not-done', reason: 'the row is as it was before: nothing was written' } as const;
const OVERWRITTEN = {
  status: 'unknown',
  reason: 'somebody wrote to the row since, and it does not tell whether this was written before',
} as const;

/**
 * @param row a strong read of the key, after no write of the operation can be under way any more
 * @param mark what the operation leaves in a row of a store that keeps marks
 */
export function fateOf(view: View, intent: Written, mark: string, row: Row | undefined): Conclusion {
  const { preImage, planned } = intent;
  if (planned.image === null && row === undefined) return { status: 'done', postImage: null };
  if (row === undefined) return preImage === null ? NOT_DONE : OVERWRITTEN;
  const image = row.image ?? '{}';
  if (planned.image === null) return isStill(view, preImage, image) ? NOT_DONE : OVERWRITTEN;
  const isOurs = isAsPlanned(view, intent, row);
  if (view.images?.mark?.(image) === mark) return isOurs ? { status: 'done', postImage: image } : { status: 'done' };
  if (sameImage(preImage, image)) return NOT_DONE;
  if (view.images?.mark !== undefined) return OVERWRITTEN;
  return isOurs ? { status: 'done', postImage: image } : OVERWRITTEN;
}

/** Whether nobody but the operation, which may have left its mark ahead of a deletion, has written to the row. */
const isStill = (view: View, preImage: string | null, image: string): boolean =>
  sameImage(preImage, image) || (preImage !== null && (view.images?.alike(preImage, image) ?? false));

/** Whether the row holds exactly what the operation would have left, written at the time of the operation. */
function isAsPlanned(view: View, { planned, at }: Written, row: Row): boolean {
  if (typeof planned.image === 'string') return view.images?.alike(planned.image, row.image ?? '{}') ?? false;
  const texts = Object.entries(planned.fields ?? {});
  return (
    (row.touchedAt === undefined || row.touchedAt === at.getTime()) &&
    texts.every(([field, text]) => canonicalText(view.fields[field] ?? 'text', row.fields[field]) === text)
  );
}
