/** What the rules of the other region found while nothing was replicated. */
import { describe, expect, it } from '@jest/globals';
import { replicasComparison } from '../../../../../chaos/checkers/agreement/replicas.ts';
import type { RunEvent } from '../../../../../chaos/schemas/index.ts';
import type { Changes } from '../../sound-run.ts';
import { REGIONS } from '../region-run.ts';
import { both, type Case, contradictions, given, moment, plus } from './compared.ts';

type Compared = Extract<RunEvent, { kind: 'replication.compared' }>;
type Found = Compared['found'][number];

const one: Found = { rule: 'title-replicas', view: 'desk.titles', key: 'emma' };
const compared = (found: Found[], views = ['desk.titles', 'shelf.titles']): Changes =>
  plus({ ...moment(15), kind: 'replication.compared', faultId: 'paused', views, found });
const rules = ['titles', 'title-replicas'];
const inOther = (changes: Changes) => both(changes, given({ regions: { ...REGIONS, own: 'other' }, rules }));
const atHome = (changes: Changes) => both(changes, given({ regions: REGIONS, rules: ['titles'] }));

describe('copies that were found', () => {
  it.each<Case>([
    ['none, in a run of one region', {}, []],
    ['in a run of one region', compared([one]), []],
    ['by a rule of the other region', inOther(compared([one, { ...one, key: 'persuasion' }])), []],
    ['by a rule that the home region lacks', atHome(compared([one])), []],
    ['by two rules', inOther(compared([one, { ...one, rule: 'titles', view: 'shelf.titles' }])), []],
    ['in a run whose journal names no rules', both(inOther(compared([one])), given({ rules: undefined })), []],
    ['at home in views that the home region lacks', atHome(compared([{ ...one, view: 'x' }], ['x'])), []],
    ['twice', inOther(compared([one, one, one])), ['paused: found twice: emma by the rule title-replicas']],
    [
      'by a rule that the region lacks',
      inOther(compared([{ ...one, rule: 'mallory' }])),
      ['paused: the rule mallory found copies in eu-west-1, which has no such rule'],
    ],
    [
      'by a rule that both regions have',
      atHome(compared([{ ...one, rule: 'titles' }])),
      ['paused: the rule titles found copies in eu-west-1, and it is one of us-east-1'],
    ],
    [
      'by one rule in two views',
      inOther(compared([one, { ...one, key: 'persuasion', view: 'shelf.titles' }])),
      ['paused: the rule title-replicas found copies in desk.titles and shelf.titles'],
    ],
    [
      'in a view that no rule compared',
      inOther(compared([one], ['shelf.titles'])),
      ['paused: the rule title-replicas found copies in desk.titles, which was not compared'],
    ],
    [
      'with a view that the stores lack',
      inOther(compared([one], ['desk.titles', 'desk.mallory'])),
      ['paused: desk.mallory was compared, and the stores of this region have no such view'],
    ],
    [
      'in more views than there are rules',
      inOther(compared([one], ['desk.titles', 'shelf.titles', 'desk.loans'])),
      ['paused: 3 views were compared, and eu-west-1 has 2 rules'],
    ],
  ])('%s', (_what, changes, lines) => {
    expect(contradictions(replicasComparison, changes)).toEqual(lines);
  });
});
