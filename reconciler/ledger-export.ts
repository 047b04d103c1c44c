/** Prepares the ledger for export: leaves out sensitive values and values that no view declares. */
import type { LedgerEntry } from './control/index.ts';
import type { View } from './engine/index.ts';
import { type Reconciliation, viewsOf } from './rules/index.ts';

const WITHHELD = '[withheld]';

/**
 * The entry without values that must not be shown. If no rule uses its view any more, the complete images are withheld.
 */
export function exportedEntry(entry: LedgerEntry, reconciliation: Pick<Reconciliation, 'rules'>): LedgerEntry {
  const view = viewOf(entry, reconciliation);
  const sensitive = reconciliation.rules.find(({ name }) => name === entry.rule)?.engine.sensitive;
  const shown = (image: string | null): string | null =>
    image === null ? null : (view?.images?.redacted(image, sensitive) ?? WITHHELD);
  const { preImage, postImage, planned } = entry;
  return {
    ...entry,
    preImage: shown(preImage),
    ...(postImage !== undefined && { postImage: shown(postImage) }),
    ...(planned !== undefined && { planned: exportedPlan(planned, view, sensitive, shown) }),
  };
}

function viewOf(
  { action, rule, imageSide }: LedgerEntry,
  reconciliation: Pick<Reconciliation, 'rules'>,
): View | undefined {
  if (action.kind === 'write') return viewsOf(reconciliation).get(action.view);
  const views = reconciliation.rules.find(({ name }) => name === rule)?.views;
  return imageSide === 'left' ? views?.[0] : views?.[1];
}

function exportedPlan(
  { fields, image }: NonNullable<LedgerEntry['planned']>,
  view: View | undefined,
  sensitive: ReadonlySet<string> | undefined,
  shown: (image: string | null) => string | null,
): NonNullable<LedgerEntry['planned']> {
  const shownFields = Object.entries(fields ?? {}).map(([field, text]) => [
    field,
    view === undefined || view.sensitive.has(field) || sensitive?.has(field) === true ? WITHHELD : text,
  ]);
  return {
    ...(fields !== undefined && { fields: Object.fromEntries(shownFields) as Record<string, string> }),
    ...(image !== undefined && { image: shown(image) }),
  };
}
