import { describe, expect, it } from '@jest/globals';
import { JSON_NULL } from '../../../reconciler/engine/index.ts';
import type { Reading, View } from '../../../reconciler/index.ts';
import { nullsAlike } from '../../../reconciler/rules/nulls.ts';

const reading: Reading = { signal: new AbortController().signal, received: () => undefined };

const viewOf = (more: Partial<View<'doc'>>): View<'doc'> => ({
  name: 'documents',
  fields: { doc: 'json' },
  sensitive: new Set(),
  strong: true,
  async *scan() {
    yield await Promise.resolve({ key: 'a', fields: { doc: JSON_NULL } });
  },
  read: () => Promise.resolve(new Map([['a', { key: 'a', fields: { doc: JSON_NULL } }]])),
  ...more,
});

const documents = async (view: View): Promise<unknown[]> => {
  const found: unknown[] = [];
  for await (const { fields } of view.scan(reading)) found.push(fields['doc']);
  return [...found, (await view.read(['a'], reading)).get('a')?.fields['doc']];
};

describe('a JSON null', () => {
  it("differs from the store's own null if both stores distinguish them", async () => {
    const { left } = nullsAlike({ left: viewOf({ hasJsonNull: true }), right: viewOf({ hasJsonNull: true }) });
    expect(await documents(left)).toEqual([JSON_NULL, JSON_NULL]);
  });

  it('equals the null of a store that has only one kind', async () => {
    const { left } = nullsAlike({ left: viewOf({ hasJsonNull: true }), right: viewOf({}) });
    expect(await documents(left)).toEqual([null, null]);
  });
});
