import { describe, expect, it } from '@jest/globals';
import type { LedgerEntry } from '../../../reconciler/control/index.ts';
import type { View } from '../../../reconciler/index.ts';
import { rebased } from '../../../reconciler/own-writes.ts';

type Columns = Readonly<Record<string, string>>;

const pool = {};
const viewOf = (name: string, table: string): View => ({
  name,
  origin: { store: pool, table },
  fields: { name: 'text', price: 'text' },
  sensitive: new Set(),
  strong: true,
  scan: () => {
    throw new Error('is not read here');
  },
  read: () => Promise.reject(new Error('is not read here')),
  images: {
    alike: (one, other) => one === other,
    redacted: (image) => image,
    // As PostgreSQL does it: the transaction that wrote the row, and the columns that both images hold.
    isUnwritten(one, other) {
      const [first, second] = [JSON.parse(one) as Columns, JSON.parse(other) as Columns];
      return Object.entries(first).every(([column, text]) => !(column in second) || second[column] === text);
    },
  },
});
const views = new Map(
  [viewOf('names', 'item'), viewOf('prices', 'item'), viewOf('others', 'elsewhere')].map((view) => [view.name, view]),
);

const image = (xmin: string, columns: Columns): string => JSON.stringify({ '': xmin, ...columns });
const json = (text: string | null): Columns => JSON.parse(text ?? 'null') as Columns;

const entryOf = (
  runId: string,
  view: string,
  [preImage, postImage]: readonly [string | null, string | null],
  more: Partial<LedgerEntry> = {},
): LedgerEntry => ({
  runId,
  operationId: `${view}#1`,
  rule: view,
  key: '1',
  action: { kind: 'write', view, write: 'update' },
  preImage,
  postImage,
  planned: { fields: { name: 's1;x' } },
  status: 'done',
  intendedAt: '2026-03-01T10:00:00.000Z',
  ...more,
});

describe('an undo of a row that evenkeel has written since', () => {
  const old = image('1', { id: '1', name: 'old' });
  const first = image('2', { id: '1', name: 'A' });
  const repaired = entryOf('one', 'names', [old, first]);
  const second = image('3', { id: '1', name: 'B' });
  const back = image('4', { id: '1', name: 'A' });
  const later = entryOf('two', 'names', [first, second], { undoneBy: 'undo-two' });
  const undone = entryOf('undo-two', 'names', [second, back], { undoes: { runId: 'two', operationId: 'names#1' } });

  it('follows later repairs that were undone, in whatever order the ledger returns them', () => {
    for (const history of [
      [repaired, later, undone],
      [undone, later, repaired],
    ]) {
      const found = rebased(repaired, back, history, views);
      expect(found).toMatchObject({ expected: back });
      expect('image' in found && json(found.image)).toMatchObject({ '': '4', name: 'old' });
    }
  });

  it('is refused for a row that somebody else wrote before, between or after them', () => {
    const theirs = image('9', { id: '1', name: 'A' });
    const refused = { reason: 'the row was written since the repair' };
    expect(rebased(repaired, theirs, [repaired, later, undone], views)).toEqual(refused);
    expect(rebased(repaired, null, [repaired, later, undone], views)).toEqual(refused);
    const between = { ...undone, preImage: image('8', { id: '1', name: 'B' }) };
    expect(rebased(repaired, back, [repaired, later, between], views)).toEqual(refused);
    expect(rebased(repaired, back, [repaired, later, { ...undone, status: 'unknown' }], views)).toEqual(refused);
  });

  it('names the run that wrote the same fields and has to be undone first', () => {
    const standing = entryOf('two', 'names', [first, second]);
    expect(rebased(repaired, second, [repaired, standing], views)).toEqual({
      reason: 'run two wrote the row after this repair: undo that run first',
    });
  });

  it('keeps what a later repair of other fields wrote, through another view of the same table', () => {
    const priced = image('3', { id: '1', name: 'A', price: '2' });
    const planned = { fields: { price: 's1;2' } };
    const write = [image('2', { id: '1', price: '1' }), image('3', { id: '1', price: '2' })] as const;
    const found = rebased(repaired, priced, [entryOf('two', 'prices', write, { planned })], views);
    expect('image' in found && json(found.image)).toMatchObject({ name: 'old', price: '2' });
    expect(rebased(repaired, priced, [entryOf('two', 'others', write, { planned })], views)).toEqual({
      reason: 'the row was written since the repair',
    });
  });

  it('removes a created row again, and does not restore a row over one that a later run created', () => {
    const created = entryOf('one', 'names', [null, first]);
    expect(rebased(created, back, [created, later, undone], views)).toEqual({ image: null, expected: back });
    const deleted = entryOf('one', 'names', [first, null]);
    const recreated = entryOf('two', 'names', [null, back]);
    expect(rebased(deleted, back, [deleted, recreated], views)).toMatchObject({
      reason: expect.stringContaining('run two'),
    });
  });
});
