import { describe, expect, it } from '@jest/globals';
import { checkRows } from '../../../reconciler/engine/row-count.ts';
import { rowGuards, type RowGuardOptions } from '../../../reconciler/rules/row-guards.ts';

const check = (options: RowGuardOptions, rows: [number, number], before?: [number, number]) => () => {
  checkRows(
    {
      name: 'copies',
      expectRows: { left: 0, right: 0, ...options.expectRows },
      rowGuards: rowGuards(options),
    },
    { left: rows[0], right: rows[1] },
    before && { left: before[0], right: before[1] },
  );
};

describe('the rows of a side', () => {
  it('stop the rule if there are none and the other side has some', () => {
    expect(check({}, [0, 3])).toThrow(/copies: the left side is empty .* allowEmpty: \{ left: true \}/);
    expect(check({}, [3, 0])).toThrow(/copies: the right side is empty/);
    expect(check({}, [0, 0])).not.toThrow();
  });

  it('stop the rule if more than half of them disappeared since the last complete pass', () => {
    expect(check({}, [4, 10], [10, 10])).toThrow(/left side has 4 rows and had 10 .* expectRows: \{ left: 4 \}/);
    expect(check({}, [5, 10], [10, 10])).not.toThrow();
    expect(check({}, [0, 0], [10, 0])).toThrow(/left side has 0 rows and had 10/);
    expect(check({ maxShrink: 0.1 }, [8, 10], [10, 10])).toThrow(/left side has 8 rows/);
  });

  it('may be none if the rule allows it, and any number from the expected minimum up', () => {
    expect(check({ allowEmpty: true }, [0, 3], [10, 3])).not.toThrow();
    expect(check({ allowEmpty: { right: true } }, [3, 0])).not.toThrow();
    expect(check({ allowEmpty: { right: true } }, [0, 3])).toThrow(/left side is empty/);
    expect(check({ expectRows: { left: 2 } }, [2, 10], [10, 10])).not.toThrow();
    expect(check({ expectRows: { left: 2 } }, [1, 10])).toThrow(/fewer than the 2 expected/);
  });
});
