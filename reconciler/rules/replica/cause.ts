/** What the two rows of a difference between replicas show of how they came apart. */
import {
  type Cause,
  type CauseRecord,
  displayed,
  type Finding,
  type Json,
  own,
  type Row,
  type View,
} from '../../engine/index.ts';
import { isUnreadable } from '../unreadable.ts';
import { relationOf, winnerOf, type WriteFields, writeIn } from './write.ts';

type Side = 'left' | 'right';

export interface ReplicaSpec extends WriteFields {
  readonly views: Readonly<Record<Side, Pick<View, 'name' | 'sensitive'>>>;
  /** Field that says in which region the row was last written. */
  readonly region?: string | undefined;
  /** The fields that are compared. */
  readonly compared: readonly string[];
}

export function causeIn({ key, pair: { left, right } }: Finding, spec: ReplicaSpec): Cause {
  if (left === undefined || right === undefined) {
    const present = left === undefined ? 'right' : 'left';
    return {
      kind: 'unknown',
      summary: `Not known: only ${spec.views[present].name} has the row. The other replica has not received it, or it was deleted there.`,
      records: [],
    };
  }
  const writes = { left: writeIn(left, spec), right: writeIn(right, spec) };
  const winner = winnerOf(writes);
  const rows = { left, right };
  if (winner === undefined) {
    return {
      kind: 'unknown',
      summary: `Not known: ${spec.updatedAt} is the same on both sides, or is no time, so no write is the last one.`,
      records: [],
    };
  }
  const loser = winner === 'left' ? 'right' : 'left';
  const [won, lost] = [winner, loser].map((side) => writeText(side as Side, rows[side as Side], spec));
  const losingWrite = losing(key, loser, rows, spec);
  switch (relationOf(writes)) {
    case 'conflict':
      return {
        kind: 'conflict',
        summary: `Both replicas were written without knowing of each other: ${won ?? ''} wins as the last write, ${lost ?? ''} loses.`,
        records: [],
        losingWrite,
      };
    case 'behind':
      return {
        kind: 'behind',
        summary: `${lost ?? ''} is behind ${won ?? ''}: the later write has not arrived. If it stays so, replication has stopped.`,
        records: [],
      };
    case undefined:
      return {
        kind: 'unknown',
        summary: `${won ?? ''} is the last write, ${lost ?? ''} the earlier one. Without a version on both sides it is not known whether the earlier one lost, or only lacks the later one.`,
        records: [],
        losingWrite,
      };
  }
}

/** Such as `orders-eu (version 4, 2026-03-01T10:00:00.000Z, written in eu-west-1)`. */
function writeText(side: Side, row: Row, { views, updatedAt, version, region }: ReplicaSpec): string {
  const { name, sensitive } = views[side];
  const text = (field: string | undefined): string | undefined => {
    if (field === undefined || sensitive.has(field)) return undefined;
    const value = own(row.fields, field);
    return value === undefined || value === null || typeof value === 'object' ? undefined : String(value);
  };
  const [ofVersion, at, where] = [text(version), text(updatedAt), text(region)];
  const parts = [
    ...(ofVersion === undefined ? [] : [`version ${ofVersion}`]),
    ...(at === undefined ? [] : [at]),
    ...(where === undefined ? [] : [`written in ${where}`]),
  ];
  return parts.length === 0 ? name : `${name} (${parts.join(', ')})`;
}

/** The losing row with the fields that differ, and the winner does not have. */
function losing(key: string, loser: Side, rows: Readonly<Record<Side, Row>>, spec: ReplicaSpec): CauseRecord {
  const { compared, views } = spec;
  const lost = rows[loser];
  const won = rows[loser === 'left' ? 'right' : 'left'];
  const fields = compared.flatMap((field): [string, Json][] => {
    if (isUnreadable(lost, field)) return [[field, '[unreadable]']];
    const [held, other] = [displayed(own(lost.fields, field)), displayed(own(won.fields, field))];
    if (held === undefined || JSON.stringify(held) === JSON.stringify(other)) return [];
    return [[field, views.left.sensitive.has(field) || views.right.sensitive.has(field) ? '[sensitive]' : held]];
  });
  return {
    key,
    view: views[loser].name,
    ...(lost.touchedAt !== undefined && { at: new Date(lost.touchedAt).toISOString() }),
    fields: Object.fromEntries(fields),
  };
}
