import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { bindStatement } from '../../../../local/rds/sql/bind.ts';
import { parseNamedParameters } from '../../../../local/rds/sql/named-parameters.ts';

const namesIn = (sql: string) => parseNamedParameters(sql).names;

describe('named parameters', () => {
  it.each([
    ['a name', 'SELECT :id', ['id']],
    ['a name that occurs twice', 'SELECT :id, :id', ['id', 'id']],
    ['a name before a cast', 'SELECT :id::uuid', ['id']],
    ['a name next to brackets and commas', 'VALUES (:a,:b)', ['a', 'b']],
    ['a name with digits and underscores', 'SELECT :line_2', ['line_2']],
  ])('finds %s', (_what, sql, names) => {
    expect(namesIn(sql)).toEqual(names);
  });

  it.each([
    ['a string', "SELECT ':id'"],
    ['a string with a doubled quote', "SELECT 'it''s :id'"],
    ['an escape string', "SELECT E'\\':id'"],
    ['a quoted name', 'SELECT ":id"'],
    ['a quoted name with a doubled quote', 'SELECT "a"":id"'],
    ['a line comment', 'SELECT 1 -- :id'],
    ['a block comment', 'SELECT 1 /* :id */'],
    ['nested block comments', 'SELECT 1 /* a /* b */ :id */'],
    ['a dollar quote', 'SELECT $$ :id $$'],
    ['a tagged dollar quote', 'SELECT $body$ $$ :id $body$'],
    ['a cast', 'SELECT x::text'],
    ['an assignment', 'x := 1'],
    ['a slice of an array', 'SELECT a[1:2]'],
  ])('finds none inside %s', (_what, sql) => {
    expect(namesIn(sql)).toEqual([]);
  });

  it.each([
    ['a string', "SELECT 'x', :id", 'id'],
    ['a name that ends in e before a string', "SELECT name'x', :id", 'id'],
    ['a comment', 'SELECT /* /* */ */ :id', 'id'],
    ['a line comment', 'SELECT -- x\n :id', 'id'],
    ['a dollar quote', 'SELECT $$x$$, :id', 'id'],
  ])('finds a name after %s', (_what, sql, name) => {
    expect(namesIn(sql)).toEqual([name]);
  });

  it('preserves the whole statement', () => {
    fc.assert(
      fc.property(fc.string(), (sql) => {
        const { pieces, names } = parseNamedParameters(sql);
        expect(pieces).toHaveLength(names.length + 1);
        expect(pieces.map((piece, index) => piece + (names[index] ? `:${names[index]}` : '')).join('')).toBe(sql);
      }),
    );
  });
});

describe('binding', () => {
  it('gives each name one number, cast to its type', () => {
    const bound = bindStatement('SELECT :n, :n + :m', [
      { name: 'n', value: { longValue: 1 } },
      { name: 'm', value: { stringValue: '2' }, typeHint: 'DECIMAL' },
    ]);
    expect(bound).toEqual({ text: 'SELECT $1::bigint, $1::bigint + $2::numeric', values: ['1', '2'] });
  });

  it('leaves the type of a null to the statement', () => {
    const bound = bindStatement('SELECT :n', [{ name: 'n', value: { isNull: true } }]);
    expect(bound).toEqual({ text: 'SELECT $1', values: [null] });
  });

  it('rejects a name without a value', () => {
    expect(() => bindStatement('SELECT :n', [])).toThrow('Cannot find parameter: n');
  });

  it('rejects an array', () => {
    const array = { name: 'n', value: { arrayValue: { longValues: [1] } } };
    expect(() => bindStatement('SELECT :n', [array])).toThrow('Array parameters are not supported');
  });
});
