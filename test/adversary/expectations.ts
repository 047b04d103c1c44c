/** The verdict that each kind of change must get. */

/** Kinds, by the beginning of their names or a pattern, and why they need not change the verdict. */
interface Exception {
  readonly kinds: RegExp;
  readonly reason: string;
}

/** Changes that mislead nobody. */
const HARMLESS: readonly Exception[] = [
  { kinds: /^notes: |^events\.ndjson note/, reason: 'a note is free text, and no check reads it' },
  { kinds: /^state\/\S+ndjson: in another order$/, reason: 'the records of a view are in any order' },
  { kinds: /^events\.ndjson (alarm reason|probe message): /, reason: 'a free text for people' },
];

/**
 * Changes of facts that are written in one place, so that no other evidence contradicts them. Only the seal shows them
 * or, if the adversary computed it anew, the signature.
 */
const ONLY_SEALED: readonly Exception[] = [];

export type Wanted = { readonly must: 'be caught' } | { readonly must: 'pass' | 'be sealed'; readonly reason: string };

/** What must become of a change whose seals were computed anew. */
export function wantedOf(kind: string): Wanted {
  const harmless = HARMLESS.find(({ kinds }) => kinds.test(kind));
  if (harmless !== undefined) return { must: 'pass', reason: harmless.reason };
  const sealed = ONLY_SEALED.find(({ kinds }) => kinds.test(kind));
  return sealed === undefined ? { must: 'be caught' } : { must: 'be sealed', reason: sealed.reason };
}
