import { describe, expect, it } from '@jest/globals';
import { normalKey, type Reading, type Row, type View } from '../../../reconciler/engine/index.ts';
import { keyedAlike, keyProblems } from '../../../reconciler/rules/keys.ts';

const reading: Reading = { signal: new AbortController().signal, received: () => undefined };

/** A view of these rows, which finds a key only by its exact spelling. */
function viewOf(name: string, rows: readonly Row[], more: Partial<View> = {}): View {
  return {
    name,
    fields: { v: 'text' },
    sensitive: new Set(),
    strong: true,
    async *scan() {
      await Promise.resolve();
      yield* rows;
    },
    read: (keys) => Promise.resolve(new Map(rows.filter(({ key }) => keys.includes(key)).map((row) => [row.key, row]))),
    write: () => Promise.resolve({ written: true, image: '{}' }),
    ...more,
  };
}

const keysOf = async (view: View): Promise<string[]> => {
  const keys: string[] = [];
  for await (const { key } of view.scan(reading)) keys.push(key);
  return keys;
};

describe('a key of a declared type', () => {
  it.each([
    ['integer', '007', '7'],
    ['integer', ' 3', '3'],
    ['integer', '7.0', '7'],
    ['integer', '-0', '0'],
    ['number', '7.50', '7.5'],
    ['uuid', '0C9D2F0A-1111-4222-8333-444455556666', '0c9d2f0a-1111-4222-8333-444455556666'],
    ['uuid', '{0c9d2f0a111142228333444455556666}', '0c9d2f0a-1111-4222-8333-444455556666'],
    ['text', '007', '007'],
  ] as const)('of type %s has one spelling: %j is %j', (type, spelled, normal) => {
    expect(normalKey([type], spelled)).toBe(normal);
  });

  it('stays unchanged if it is not a value of the type', () => {
    expect(normalKey(['integer'], 'abc')).toBe('abc');
    expect(normalKey(['uuid'], '1')).toBe('1');
    expect(normalKey(['integer', 'text'], 'not an array')).toBe('not an array');
  });

  it('is normalised part by part', () => {
    expect(normalKey(['integer', 'text'], '["007","007"]')).toBe('["7","007"]');
  });
});

describe('two views whose keys are spelled differently', () => {
  const file = () => viewOf('list', [{ key: '007', fields: { v: 'Bond' } }]);
  const table = () => viewOf('db', [{ key: '7', fields: { v: 'Bond' } }], { keyTypes: ['integer'] });

  it('use the keys of the view that declares types', async () => {
    const { left, right } = keyedAlike(file(), table());
    expect(await keysOf(left)).toEqual(['7']);
    expect(await keysOf(right)).toEqual(['7']);
    expect((await left.read(['7'], reading)).get('7')).toMatchObject({ key: '7', fields: { v: 'Bond' } });
  });

  it('are compared, but a row is not written if its key is spelled differently', async () => {
    const { left } = keyedAlike(file(), table());
    await keysOf(left);
    const stamp = { mark: 'run#operation', at: new Date(0) };
    const guard = { key: '7', fields: {} };
    expect(await left.write?.({ kind: 'delete', key: '7', guard }, stamp)).toMatchObject({
      written: false,
      reason: expect.stringContaining('"007"') as unknown,
    });
    expect(await left.write?.({ kind: 'delete', key: '8', guard }, stamp)).toMatchObject({ written: true });
  });

  it('have one row for all spellings of a key, which cannot be compared', async () => {
    const rows = ['7', '007', '7.0', '07', '8'].map((key) => ({ key, fields: { v: key } }));
    const { left } = keyedAlike(viewOf('list', rows), table());
    expect(await keysOf(left)).toEqual(['7', '7', '7', '7', '8']);
    const found = await left.read(['7', '8', '9'], reading);
    expect(found.get('7')).toEqual({ key: '7', fields: {}, unreadable: { v: 'more than one row has this key' } });
    expect(found.get('8')).toEqual(rows[4]);
    expect(found.has('9')).toBe(false);
  });

  it('do not trust a re-read of a key that the scan found twice', async () => {
    const { left } = keyedAlike(viewOf('list', [{ key: '7', fields: { v: 'x' } }]), table());
    left.repeatedRow?.('7');
    expect((await left.read(['7'], reading)).get('7')?.unreadable).toHaveProperty('v');
  });

  it('are refused if their keys have different numbers of parts', () => {
    const composite = viewOf('list', [], { keyTypes: ['text', 'text'] });
    expect(keyProblems('rule.key', composite, table())).toEqual([
      { path: 'rule.key', message: 'the key has 2 parts in list and 1 in db: no key can be in both' },
    ]);
    expect(keyProblems('rule.key', viewOf('any', []), composite)).toEqual([]);
  });

  it('keep their keys if both are texts', () => {
    const [one, other] = [file(), file()];
    expect(keyedAlike(one, other)).toEqual({ left: one, right: other });
  });

  it('are refused if no key can be in both', () => {
    const uuids = viewOf('ids', [], { keyTypes: ['uuid'] });
    expect(keyProblems('rule.key', uuids, table())).toEqual([
      { path: 'rule.key', message: 'the key is uuid in ids and integer in db: no key can be in both' },
    ]);
    expect(keyProblems('rule.key', file(), table())).toEqual([]);
  });
});
