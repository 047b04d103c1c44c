/** The views and fields that an expectation names, and that the system does not have. */
import { describe, expect, it } from '@jest/globals';
import { UnknownNames } from '../../../../../chaos/checkers/closed-world/unknown-names.ts';
import { anyNumberOf, change, either, type Expected, record } from '../../../../../chaos/system/index.ts';

const VIEWS = new Map([
  ['stock', new Map<string, never>()],
  ['notes', new Map<string, never>()],
]);
const FIELDS = new Map([['stock', new Set(['name', 'free'])]]);

/** The places in the list of those that may be used, and what is reported of the others. */
function judged(expected: readonly Expected[], fields?: typeof FIELDS) {
  const lines: string[] = [];
  const names = new UnknownNames({ views: VIEWS, ...(fields && { fields }) }, (line) => {
    lines.push(line);
  });
  return { kept: names.within(expected).map((one) => expected.indexOf(one)), lines };
}

describe('an expectation', () => {
  const view = (name: string) =>
    `the definition's expect names a view ${name}, which the system does not have; it has: stock, notes`;
  const field = (name: string) =>
    `the definition's expect names a field ${name} of stock, which the view does not declare; it declares: name, free`;
  const NUT = record('stock', 'nut', { name: 'Nut' });

  it.each<[what: string, one: Expected, lines: string[]]>([
    ['a record of the system', record('stock', 'nut', { name: 'Nut', free: 5 }), []],
    ['a record that is found by a field of the system', record('stock', { name: 'Nut' }, { free: 5 }), []],
    ['a change of a field of the system', change('stock', 'nut', 'free', 1), []],
    ['any field of a view that declares none', record('notes', { by: 'me' }, { text: 'x' }), []],
    ['a choice of records of the system', either([NUT], []), []],
    ['an unknown view', record('stocks', 'nut', { name: 'Nut' }), [view('stocks')]],
    ['any number of records of an unknown view', anyNumberOf('stocks', 'nut', {}), [view('stocks')]],
    ['a change in an unknown view', change('stocks', 'nut', 'free', 1), [view('stocks')]],
    ['an unknown field', record('stock', 'nut', { naem: 'Nut' }), [field('naem')]],
    ['two unknown fields', record('stock', 'nut', { naem: 'Nut', fre: 5 }), [field('naem'), field('fre')]],
    ['an unknown field, and a known one after it', record('stock', 'nut', { naem: 'Nut', free: 5 }), [field('naem')]],
    ['an unknown field by which a record is found', record('stock', { naem: 'Nut' }, { free: 5 }), [field('naem')]],
    ['a change of an unknown field', change('stock', 'nut', 'fre', 1), [field('fre')]],
    [
      'a choice with unknown names in all of its sets',
      either([NUT, record('stocks', 'nut', {})], [record('stock', 'nut', { fre: 1 })]),
      [view('stocks'), field('fre')],
    ],
  ])('names %s', (_what, one, lines) => {
    expect(judged([one], FIELDS)).toEqual({ kept: lines.length === 0 ? [0] : [], lines });
  });

  it('is used although others have unknown names, of which each is reported once', () => {
    const wrong = record('stocks', 'nut', {});
    expect(judged([wrong, NUT, wrong, change('stocks', 'bolt', 'free', 1)], FIELDS)).toEqual({
      kept: [1],
      lines: [view('stocks')],
    });
  });

  it('may name any field if the snapshot does not say which fields its views declare', () => {
    expect(judged([record('stock', 'nut', { naem: 'Nut' })])).toEqual({ kept: [0], lines: [] });
  });
});
