import { describe, expect, it } from '@jest/globals';
import { canonicalText, type Value } from '../../../reconciler/index.ts';
import { rowReader } from '../../../reconciler/stores/dynamodb/row.ts';
import { fieldSources } from '../../../reconciler/stores/field.ts';

const note = (declared: { readonly type: 'text'; readonly absent?: 'null' }, item: object): Value | undefined =>
  rowReader({ key: [{ attribute: 'id', type: 'S' }], sources: fieldSources({ note: declared }) })({
    id: { S: 'a' },
    ...item,
  }).fields['note'];

describe('a field that a row does not have', () => {
  it('is null only if the view declares that a missing field means null', () => {
    expect(note({ type: 'text' }, {})).toBeUndefined();
    expect(note({ type: 'text', absent: 'null' }, {})).toBeNull();
    expect(note({ type: 'text', absent: 'null' }, { note: { S: '' } })).toBe('');
    expect(canonicalText('text', undefined)).not.toBe(canonicalText('text', null));
  });
});
