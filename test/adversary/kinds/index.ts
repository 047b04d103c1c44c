/** Every way in which the adversary changes a run directory. */
import { RunDraft, type RunFiles } from '../run-files.ts';
import { copyKinds } from './copies.ts';
import { courseKinds } from './course.ts';
import { driftKinds } from './drift.ts';
import { fieldKinds, recordFieldKinds, viewsOf } from './fields.ts';
import { fileKinds, repeatedMemberKinds } from './files.ts';
import { k6Kinds } from './k6.ts';
import type { Kind } from './kind.ts';
import { observedKinds } from './observed.ts';
import { reconcilerKinds } from './reconciler.ts';
import { queueKinds } from './queues.ts';
import { wholeRecordKinds } from './records.ts';
import { storeKinds } from './stores.ts';
import { timeKinds, versionKinds } from './times.ts';
import { watchedKinds } from './watched.ts';
import { wayKinds } from './ways.ts';

export type { Draw, Kind } from './kind.ts';

/** The kinds that were thought of one by one: consistent pairs, forgeries, impossible values. */
export const namedKinds: readonly Kind[] = [
  ...storeKinds,
  ...copyKinds,
  ...driftKinds,
  ...reconcilerKinds,
  ...queueKinds,
  ...versionKinds,
  ...wayKinds,
  ...timeKinds,
  ...courseKinds,
  ...watchedKinds,
  ...observedKinds,
  ...k6Kinds,
  ...repeatedMemberKinds,
];

/** The kinds that follow from the schemas and from the views of this run: every field, every record, every file. */
export function derivedKinds(files: RunFiles): readonly Kind[] {
  const views = viewsOf(new RunDraft(files));
  const names = [...views.keys()];
  return [...fieldKinds, ...recordFieldKinds(views), ...wholeRecordKinds(names), ...fileKinds(names)];
}
