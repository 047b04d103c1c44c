import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import {
  conservation,
  defineRule,
  derived,
  type Fields,
  type FieldType,
  lifecycle,
  minutes,
  own,
  type Pair,
  type Remedy,
  replica,
  type Row,
  type View,
} from '../../../reconciler/index.ts';
import { copied } from '../../../reconciler/stores/sql/written-values.ts';
import { dynamoDbViewOptions } from '../../../reconciler/stores/options.ts';
import { checkOptions } from '../../../reconciler/options.ts';

/** Names that every object inherits. */
const INHERITED = ['constructor', 'toString', 'valueOf', 'hasOwnProperty', 'isPrototypeOf', 'toLocaleString'] as const;

const viewOf = (name: string, fields: Readonly<Record<string, FieldType>>): View => ({
  name,
  fields,
  sensitive: new Set(),
  strong: true,
  scan: () => {
    throw new Error('is not read here');
  },
  read: () => Promise.reject(new Error('is not read here')),
  write: () => Promise.resolve({ written: false, reason: 'is not written here' }),
});

const rowOf = (fields: Fields): Row => ({ key: 'k', fields });

/** Fields, and stored values, that the steps of a remedy write. */
const writtenBy = (remedy: Remedy): readonly string[] =>
  remedy.kind === 'write'
    ? remedy.steps.flatMap(({ write }) => ('fields' in write ? Object.keys(write.fields) : []))
    : [];

describe.each(INHERITED)('a field named %s that a row does not have', (name) => {
  const fields = { [name]: 'text', other: 'text' } as const;
  const [left, right] = [viewOf('left', fields), viewOf('right', fields)];
  const lacking = rowOf({ other: 'new' });
  const holding = rowOf({ other: 'old', [name]: 'text' });

  const rules = {
    copy: defineRule({
      name: 'copy',
      left,
      right,
      relation: 'equal',
      mastership: { default: 'left', fields: { other: 'left' } },
      settleWindow: minutes(2),
      repair: { kind: 'copy' },
    }).engine,
    lifecycle: lifecycle({
      name: 'lifecycle',
      whole: viewOf('whole', { ...fields, state: 'text' }),
      part: viewOf('part', { ...fields, state: 'text' }),
      allowed: { paid: ['captured'] },
      inFlightStates: [],
      alike: { state: 'paid', fields: [name as 'state'] },
      settleWindow: minutes(2),
      stuckAfter: minutes(10),
      repair: () => ({ kind: 'report', reason: 'a person looks at it' }),
    }).engine,
    conservation: conservation({
      name: 'conservation',
      counters: viewOf('counters', { [name]: 'integer' }),
      parts: viewOf('parts', fields),
      sums: [name],
      balances: {},
      contributions: () => [],
      missing: () => [],
      settleWindow: minutes(2),
    }).engine,
    derived: derived<string, string>({
      name: 'derived',
      from: left,
      by: 'other',
      into: right,
      latest: { by: name, fields: [name] },
      settleWindow: minutes(2),
      repair: { kind: 'copy' },
    }).engine,
    replica: replica<string>({
      name: 'replica',
      left,
      right,
      updatedAt: name,
      region: name,
      settleWindow: minutes(2),
      repair: { kind: 'copy' },
    }).engine,
  };

  it.each(Object.entries(rules))('is absent to a rule of the kind %s', (_kind, engine) => {
    const pair: Pair = { left: lacking, right: holding };
    expect(engine.relation.leftToken(lacking)).not.toContain('native code');
    const finding = { rule: engine.name, key: 'k', standing: 'drift' } as const;
    expect(engine.whyNotCompared?.({ ...finding, pair })).toBeUndefined();
    const shown = engine.describe(pair);
    expect(Object.values(own(shown, name) ?? {}).map((value) => typeof value)).not.toContain('function');
    const masters = Object.values(engine.masters(pair));
    expect(masters.every((side) => ['left', 'right'].includes(side))).toBe(true);
    expect(writtenBy(engine.remedy({ ...finding, pair }))).not.toContain(name);
    expect(writtenBy(engine.remedy({ ...finding, pair: { left: lacking } }))).not.toContain(name);
  });

  it('is equal on two rows that both lack it', () => {
    const { relation } = rules.copy;
    const token = relation.leftToken(lacking);
    expect(relation.agrees(token, relation.rightToken(rowOf({ other: 'new' })))).toBe(true);
    expect(relation.agrees(token, relation.rightToken(holding))).toBe(false);
  });

  it('is allowed as a state only if the rule names it', () => {
    const { relation } = rules.lifecycle;
    const token = relation.leftToken(rowOf({ state: name }));
    expect(relation.agrees(token, relation.rightToken(rowOf({ state: 'captured' })))).toBe(false);
  });

  it('is not written to SQL', () => {
    const column = { name, type: 'text', isGenerated: false } as never;
    const sources = [{ field: name, from: name, type: 'text' }] as never;
    expect(copied({ sources }, { columns: new Map([[name, column]]) } as never, { fields: { other: 'x' } })).toEqual(
      [],
    );
  });

  it('is not read by name from any record', () => {
    expect(own({ other: 1 }, name)).toBeUndefined();
    expect(own({ [name]: 1 }, name)).toBe(1);
  });
});

describe('a field named __proto__', () => {
  it('is refused by name', () => {
    const fields: unknown = JSON.parse('{"__proto__":"text"}');
    const options = { name: 'v', client: { send: () => undefined }, table: 'table', key: 'id', fields };
    expect(() => {
      checkOptions('dynamoDbView', dynamoDbViewOptions, options);
    }).toThrow(/fields.*__proto__/s);
  });
});

describe('the source of the reconciler', () => {
  const root = join(import.meta.dirname, '../../../reconciler');
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
  /** An index by a variable into a record that a user's names key, unless it is an assignment. */
  const PLAIN_INDEX =
    /\b(?:fields|unreadable|stored|masters|allowed|attributes|item)(?:\?\.)?\[(?!at\b|index\b|i\b)[a-z]\w*\](?! (?:\?\?)?= )/g;

  it('never reads a record of user-given names by a plain index', () => {
    const found = files.flatMap((file) =>
      [...readFileSync(join(root, file), 'utf8').matchAll(PLAIN_INDEX)].map(([text]) => `${file}: ${text}`),
    );
    expect(files.length).toBeGreaterThan(100);
    expect(found.filter((each) => !each.includes('item[name]'))).toEqual([]);
  });
});
