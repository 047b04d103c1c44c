/** Explains differences that come from a value that a view cannot represent, or a key that a store cannot hold. */
import { type Finding, own, type Row, type View } from '../engine/index.ts';

export const isUnreadable = ({ unreadable }: Row, field: string): boolean => own(unreadable, field) !== undefined;

/**
 * The reason with the name of its view, and without the view's words if the field is sensitive in the other view only:
 * they may show the value.
 */
export const whyUnreadable = (
  view: View,
  field: string,
  reason: string,
  sensitive: ReadonlySet<string> = new Set(),
): string =>
  `${view.name} cannot represent ${field}: ${sensitive.has(field) && !view.sensitive.has(field) ? 'its value is sensitive and not shown' : reason}`;

/** The reasons, each with the name of its view; undefined if both sides could be compared in full. */
export function whyNotCompared(
  { key, pair }: Pick<Finding, 'key' | 'pair'>,
  views: Readonly<Record<'left' | 'right', View>>,
  fields: readonly string[],
  sensitive: ReadonlySet<string>,
): string | undefined {
  const { left, right } = pair;
  if (left && right && left.unreadable === undefined && right.unreadable === undefined) return undefined;
  const reasons = (['left', 'right'] as const).flatMap((side) => {
    const { name } = views[side];
    const row = pair[side];
    if (row === undefined) {
      const reason = views[side].whyNotHeld?.(key);
      return reason === undefined ? [] : [`${name} cannot hold this key: ${reason}`];
    }
    return fields.flatMap((field) => {
      const reason = own(row.unreadable, field);
      return reason === undefined ? [] : [whyUnreadable(views[side], field, reason, sensitive)];
    });
  });
  return reasons.length === 0 ? undefined : reasons.join('; ');
}
