/** When repaired rows were last written, by the stores and by the ledger. */
import { describe, expect, it } from '@jest/globals';
import { repairedRowsComparison } from '../../../../../chaos/checkers/agreement/repaired-rows.ts';
import type { LedgerEntry } from '../../../../../chaos/schemas/index.ts';
import type { JudgedSnapshot } from '../../../../../chaos/system/index.ts';
import { at, type Changes, drifted, ledger, snapshot } from '../../sound-run.ts';
import { both, type Case, contradictions } from './compared.ts';

/** Of a repair at 21 s. The last snapshot is of 25 s. */
const [entry] = ledger as [LedgerEntry];
const altered = (change: Partial<LedgerEntry>): Changes => ({ ledger: [{ ...entry, ...change }] });

function touched({ views, ...rest }: JudgedSnapshot, seconds: number | undefined): JudgedSnapshot {
  const titles = views.get('desk.titles') ?? new Map();
  const records = [...titles].map(([key, record]) => [
    key,
    { ...record, ...(seconds !== undefined && { touchedAt: at(seconds) }) },
  ]) as [string, never][];
  return { ...rest, views: new Map([...views, ['desk.titles', new Map(records)]]) };
}

/** A row that was last written at these seconds of the run, by the snapshots after the drift and at the end. */
const lastWritten = (earlier: number | undefined, later: number | undefined): Changes => ({
  drifted: touched(drifted(), earlier),
  end: touched(snapshot('end', 25), later),
});
const early = (seconds: number) => [
  `desk.titles emma was repaired at ${at(21)}, and last written at ${at(seconds)} by the snapshot end`,
];

describe('a repaired row', () => {
  it.each<Case>([
    ['has no time', {}, []],
    ['was last written by its repair', lastWritten(2, 21), []],
    ['was written again', lastWritten(2, 24), []],
    ['was written by a store whose clock is behind', lastWritten(2, 11), []],
    ['was last written before its repair', lastWritten(2, 10.9), early(10.9)],
    ['was last written before the drift', lastWritten(2, 2), early(2)],
    [
      'has lost its time',
      lastWritten(2, undefined),
      [`desk.titles emma was repaired at ${at(21)}, and has lost its time by the snapshot end`],
    ],
    [
      'has the time of the drift, as its repair came later',
      both(lastWritten(2, 2), altered({ concludedAt: at(25) })),
      [],
    ],
    [
      'has lost the time that it had as the repair ended',
      both(lastWritten(2, undefined), altered({ concludedAt: at(18) })),
      [`desk.titles emma was repaired at ${at(21)}, and has lost its time by the snapshot end`],
    ],
    [
      'has a repair that was not concluded',
      both(
        { ...lastWritten(2, 2), before: touched(snapshot('before', 0, []), -1) },
        altered({ concludedAt: undefined }),
      ),
      [],
    ],
    [
      'is of a view that no snapshot has',
      both(lastWritten(2, 2), altered({ action: { kind: 'write', view: 'desk.mallory', write: 'update' } })),
      [],
    ],
    [
      'is new, in a view without times',
      both(
        { end: snapshot('end', 25, undefined, { 'desk.titles': { persuasion: { name: 'Persuasion' } } }) },
        altered({
          key: 'persuasion',
          preImage: null,
          postImage: { key: 'persuasion', fields: { name: 'Persuasion' } },
        }),
      ),
      [],
    ],
    ['was not repaired', both(lastWritten(2, 2), altered({ status: 'refused' })), []],
    ['was left to its owner', both(lastWritten(2, 2), altered({ action: { kind: 'call', owner: 'desk' } })), []],
    ['is gone', both(lastWritten(2, 2), { end: snapshot('end', 25, undefined, { 'desk.titles': {} }) }), []],
    [
      'is there, and was deleted',
      both(
        lastWritten(2, 2),
        altered({ action: { kind: 'write', view: 'desk.titles', write: 'delete' }, postImage: null }),
      ),
      early(2),
    ],
  ])('%s', (_what, changes, lines) => {
    expect(contradictions(repairedRowsComparison, changes)).toEqual(lines);
  });
});
