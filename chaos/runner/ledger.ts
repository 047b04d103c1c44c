import type { LedgerEntry } from '../schemas/index.ts';
import type { OpenedSystem } from '../system/index.ts';
import type { RecordedRepair } from '../target.ts';
import { fieldsInEvidence } from './snapshot.ts';

/**
 * A repair as evidence: its images show what snapshots show of the rows, and withhold what they withhold. A call's images
 * say nothing about what its owner wrote, so they are left out.
 */
export function ledgerEntryOf(
  { operationId, rule, key, action, status, preImage, postImage, intendedAt, concludedAt, undoes }: RecordedRepair,
  { views }: Pick<OpenedSystem, 'views'>,
  secret: Uint8Array,
): LedgerEntry {
  const view = action.kind === 'write' ? views.get(action.view) : undefined;
  const shown = (image: string | null | undefined): LedgerEntry['preImage'] => {
    if (view === undefined || image === undefined) return undefined;
    if (image === null) return null;
    const row = view.images?.row?.(image);
    return row === undefined ? undefined : { key: row.key, fields: fieldsInEvidence(row, view, secret) };
  };
  const [pre, post] = [shown(preImage), shown(postImage)];
  return {
    operationId,
    rule,
    key,
    action:
      action.kind === 'write'
        ? { kind: 'write', view: action.view, write: action.write }
        : { kind: 'call', owner: action.owner },
    status,
    intendedAt,
    undoes: undoes !== undefined,
    ...(concludedAt !== undefined && { concludedAt }),
    ...(pre !== undefined && { preImage: pre }),
    ...(post !== undefined && { postImage: post }),
  };
}
