import { describe, expect, it } from '@jest/globals';
import { textsIn } from '../../../reconciler/stores/sql/record.ts';

describe('the texts of a row that PostgreSQL writes', () => {
  it.each([
    ['()', [null]],
    ['(,)', [null, null]],
    ['("")', ['']],
    ['(1,"",)', ['1', '', null]],
    ['(,"a b",c)', [null, 'a b', 'c']],
    ['("a ""quoted"", \\\\ and (1,2)","""",")")', ['a "quoted", \\ and (1,2)', '"', ')']],
    ['("\\\\""","\\\\\\\\")', ['\\"', '\\\\']],
    ['("line\r\nbreak",é😀)', ['line\r\nbreak', 'é😀']],
    ['("(""x,y"",)",t)', ['("x,y",)', 't']],
  ])('%s', (record, texts) => {
    expect(textsIn(record)).toEqual(texts);
  });
});
