import type { RunDraft } from '../run-files.ts';

/** Chooses one of `count` things, the same one for the same seed. */
export type Draw = (count: number) => number;

/** One way to change a run directory. */
export interface Kind {
  /** What is changed, and how. */
  readonly name: string;
  /** @returns false if the run has nothing of this kind to change */
  readonly apply: (run: RunDraft, draw: Draw) => boolean;
}

/** One of the items, by the draw. */
export function drawn<Item>(items: readonly Item[], draw: Draw): Item | undefined {
  return items.length === 0 ? undefined : items[draw(items.length)];
}
