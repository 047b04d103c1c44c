/** What the stores show of the drift that a run says it seeded. */
import { describe, expect, it } from '@jest/globals';
import { driftInStoresComparison } from '../../../../../chaos/checkers/agreement/drift-in-stores.ts';
import type { Fields } from '../../../../../chaos/schemas/index.ts';
import { type Changes, drifted, snapshot } from '../../sound-run.ts';
import { altered, both, type Case, contradictions } from './compared.ts';

const seededOn = (key: string): Changes => altered('drift.seeded', { key });
/** Stores in which the drift changed no more than these rows, which the view did not have, or has no longer. */
const came = (rows: Readonly<Record<string, Fields>>): Changes => ({
  drifted: snapshot('drifted', 18, undefined, { 'fees.entries': rows }),
});
const went = (rows: Readonly<Record<string, Fields>>): Changes => ({
  drained: snapshot('drained', 16, undefined, { 'fees.entries': rows }),
  drifted: snapshot('drifted', 18),
});

describe('the record of seeded drift', () => {
  const unseen = (key: string) => [`wrong-title was seeded on ${key}, and no store shows it`];
  const cut = { ...drifted(), views: new Map([...drifted().views].filter(([view]) => view !== 'desk.titles')) };

  it.each<Case>([
    ['changes', {}, []],
    ['does not change', { drifted: snapshot('drifted', 18) }, unseen('emma')],
    ['is not the one that changes', seededOn('persuasion'), unseen('persuasion')],
    ['changes under a longer key', came({ 'title#emma': { pages: 1 } }), []],
    ['changes under a shorter key', both(seededOn('emma/1815'), came({ emma: { pages: 1 } })), []],
    ['is named in one that comes', came({ x9: { note: 'the price of emma, by Austen' } }), []],
    ['is named in one that goes', went({ x9: { note: 'the price of emma, by Austen' } }), []],
    ['is named in none that changes', came({ x9: { note: 'the price of persuasion' } }), unseen('emma')],
    ['is in a view that the snapshot after the drift lacks', { drifted: cut }, unseen('emma')],
  ])('%s', (_what, changes, lines) => {
    expect(contradictions(driftInStoresComparison, changes)).toEqual(lines);
  });
});
