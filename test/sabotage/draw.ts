/** Which sabotages a run of the matrix plays: the same seed draws the same ones. */
import { unitInterval } from '../../chaos/schemas/decision.ts';
import type { Sabotage } from '../../chaos/sabotage/index.ts';
import { alone, areIndependent, type Planted, sharedExperiment, together } from './planted.ts';

/** One of `of` parts, counted from 1. */
export interface Part {
  readonly part: number;
  readonly of: number;
}

/** @throws Error that shows the form */
export function partFrom(text: string): Part {
  const match = /^(\d+)\/(\d+)$/.exec(text);
  const [part, of] = [Number(match?.[1]), Number(match?.[2])];
  if (match === null || part < 1 || part > of) throw new Error(`--part must be such as 2/4, not ${text}`);
  return { part, of };
}

/** Every `of`-th item, so that the parts take about the same time. Together, all parts have every item once. */
export const inPart = <Item>(items: readonly Item[], { part, of }: Part): Item[] =>
  items.filter((_item, index) => index % of === part - 1);

/** As many of the items as wanted, drawn by the seed, in their own order. */
export function drawn<Item>(
  items: readonly Item[],
  count: number,
  seed: number,
  nameOf: (item: Item) => string,
): Item[] {
  const rank = new Map(items.map((item) => [item, unitInterval(`${seed}|draw|${nameOf(item)}`)]));
  const chosen = [...items].sort((one, other) => (rank.get(one) ?? 0) - (rank.get(other) ?? 0)).slice(0, count);
  return items.filter((item) => chosen.includes(item));
}

/** Pairs of independent sabotages, drawn by the seed. No sabotage is in two of them while others are in none. */
export function drawnPairs(
  singles: readonly Sabotage[],
  count: number,
  seed: number,
  sourceOf: (module: string) => string,
): Planted[] {
  const pairs: Planted[] = [];
  for (let round = 0; pairs.length < count; round += 1) {
    const of = (name: string) => unitInterval(`${seed}|pair|${round}|${name}`);
    const left = [...singles].sort((one, other) => of(one.name) - of(other.name));
    const before = pairs.length;
    while (left.length > 1 && pairs.length < count) {
      const one = left.shift();
      const at = left.findIndex((other) => one !== undefined && areIndependent(one, other, sourceOf));
      const [other] = at < 0 ? [] : left.splice(at, 1);
      if (one !== undefined && other !== undefined) pairs.push(together(one, other, sharedExperiment(one, other)));
    }
    if (pairs.length === before) break;
  }
  return pairs;
}

/** Share of a sample that are pairs. */
const PAIRS_SHARE = 1 / 3;

/** What a sample plays: two thirds sabotages alone, one third pairs. */
export function sampleOf(
  singles: readonly Sabotage[],
  count: number,
  seed: number,
  sourceOf: (module: string) => string,
): Planted[] {
  const pairs = drawnPairs(singles, Math.floor(count * PAIRS_SHARE), seed, sourceOf);
  const rest = drawn(singles, count - pairs.length, seed, ({ name }) => name);
  return [...rest.map(alone), ...pairs];
}

/** What all parts play: every sabotage alone, and half as many pairs. */
export function allOf(singles: readonly Sabotage[], seed: number, sourceOf: (module: string) => string): Planted[] {
  return [...singles.map(alone), ...drawnPairs(singles, Math.ceil(singles.length / 2), seed, sourceOf)];
}
