/** What a run says of the drift that it seeded and undid. */
import { describe, expect, it } from '@jest/globals';
import { driftComparison, undoneDriftComparison } from '../../../../../chaos/checkers/agreement/drift.ts';
import type { ReconcileResult, RunEvent } from '../../../../../chaos/schemas/index.ts';
import { type Changes, events, journal, reconcile } from '../../sound-run.ts';
import { both, type Case, contradictions, experimented, given, instead, moment, plus, without } from './compared.ts';

const ID = 'wrong-title';
type Seeded = Extract<RunEvent, { kind: 'drift.seeded' }>;
const seeded = (change: Partial<Seeded> = {}, seconds = 17): RunEvent => ({
  ...moment(seconds),
  kind: 'drift.seeded',
  faultId: ID,
  rule: 'titles',
  key: 'emma',
  description: 'misspelt',
  consequences: [],
  ...change,
});
const undone = (key = 'emma', faultId = ID): RunEvent => ({ ...moment(26), kind: 'drift.undone', faultId, key });

describe('the drift of a run', () => {
  const [drift] = journal.experiment.drift;
  const drifting = (...asked: readonly { id?: string; count?: number }[]): Changes =>
    experimented({ drift: asked.map((one) => ({ ...drift!, ...one })) });
  const stopped = given({ status: 'stopped' });
  const lacking = (snapshot: string): Changes => ({
    events: events.filter((event) => event.kind !== 'snapshot' || event.name !== snapshot),
  });
  const unknown = ['other emma: the experiment has no such drift'];
  const misplaced = [`${ID} emma was not seeded between the snapshots drained and drifted`];

  it.each<Case>([
    ['is sound', {}, []],
    ['is seeded, and not of the experiment', plus(seeded({ faultId: 'other' })), unknown],
    ['is undone, and not of the experiment', plus(undone('emma', 'other')), unknown],
    [
      'is seeded twice on a key',
      both(plus(seeded()), drifting({ count: 2 })),
      [`${ID} emma was seeded more than once`],
    ],
    [
      'is seeded on more keys than the experiment asks for',
      plus(seeded({ key: 'persuasion' })),
      [`${ID} was seeded on 2 keys, not on 1`],
    ],
    ['is seeded on fewer', drifting({ count: 2 }), [`${ID} was seeded on 1 keys, not on 2`]],
    [
      'is seeded on fewer in a run that ends before all of it is seeded',
      both(lacking('drifted'), both(drifting({ count: 2 }), stopped)),
      [],
    ],
    ['is undone', plus(undone()), []],
    [
      'is undone on more keys than it is seeded on',
      plus(undone(), undone('persuasion')),
      [`${ID} was undone on 2 keys, and seeded on 1`],
    ],
    [
      'is counted by its id',
      both(
        plus(seeded({ faultId: 'other', key: 'persuasion' }), undone(), undone('persuasion', 'other')),
        drifting({}, { id: 'other' }),
      ),
      [],
    ],
    ['is seeded as the stores are read before it', instead(seeded({}, 16)), []],
    ['is seeded earlier', instead(seeded({}, 15.9)), misplaced],
    ['is seeded as the stores are read after it', instead(seeded({}, 18)), []],
    ['is seeded later', instead(seeded({}, 18.1)), misplaced],
    ['is seeded, and no event shows the snapshot before it', lacking('drained'), misplaced],
    ['is seeded, and no event shows the snapshot after it', lacking('drifted'), misplaced],
    ['is seeded last in a run that is stopped', both(lacking('drifted'), stopped), []],
  ])('%s', (_what, changes, lines) => {
    expect(contradictions(driftComparison, changes)).toEqual(lines);
  });
});

describe('drift that is undone', () => {
  const [difference] = reconcile.differences;
  const found = (...changes: readonly Partial<ReconcileResult['differences'][number]>[]): Changes => ({
    reconciles: [{ ...reconcile, differences: changes.map((change) => ({ ...difference!, ...change })) }],
  });
  const repaired = [`${ID} emma was undone, and a reconcile run had repaired it`];

  it.each<Case>([
    ['was repaired', plus(undone()), repaired],
    ['was repaired, and stands before its seeding', { events: [undone(), ...events] }, repaired],
    ['was found, and not repaired', { ...plus(undone()), ...found({ repaired: false }) }, []],
    ['was repaired among other differences', { ...plus(undone()), ...found({ key: 'persuasion' }, {}) }, repaired],
    ['has a key that another rule repaired', { ...plus(undone()), ...found({ rule: 'loans' }) }, []],
    ['has a rule that repaired another key', { ...plus(undone()), ...found({ key: 'persuasion' }) }, []],
    ['was never seeded', { events: [...without('drift.seeded'), undone()] }, []],
    [
      'is that of its id and its key',
      plus(
        seeded({ faultId: 'other', rule: 'loans' }, 16.5),
        seeded({ key: 'persuasion', rule: 'loans' }, 16.5),
        undone(),
      ),
      repaired,
    ],
  ])('%s', (_what, changes, lines) => {
    expect(contradictions(undoneDriftComparison, changes)).toEqual(lines);
  });
});
