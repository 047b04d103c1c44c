/** What the stores hold before the load. */
import { describe, expect, it } from '@jest/globals';
import { explainBefore } from '../../../../../chaos/checkers/closed-world/before-load.ts';
import { record, type StatedView } from '../../../../../chaos/system/index.ts';
import { snapshot } from '../../sound-run.ts';

const before = snapshot('before', 0, []);
const seeded = () => [record('desk.titles', 'dune', { name: 'Dune' })];
const stated = new Map<string, StatedView>([['desk.titles', { version: true }]]);
const unversioned = 'desk.titles emma: does not say which version it is';
const missing = 'desk.titles dune: missing, with name "Dune"';

describe('the stores before the load', () => {
  it('are explained if the definition says something of them', () => {
    expect(explainBefore(before, {}, new Map(), {})).toBeUndefined();
    expect(explainBefore(before, {}, stated, {})?.violations.lines).toEqual([unversioned]);
    expect(explainBefore(before, { seeded }, new Map(), {})?.violations.lines).toEqual([missing]);
    expect(explainBefore(before, { seeded }, stated, {})?.violations.lines).toEqual([missing, unversioned]);
  });
});
