import { evenkeelVersion } from '../version.ts';

/** The versions that a run used, for its journal. */
export function versions(k6: string): Readonly<Record<string, string>> {
  return { evenkeel: evenkeelVersion(), node: process.versions.node, k6 };
}
