/** How data comes into a state and goes out, in both query languages. */
import { describe, expect, it } from '@jest/globals';
import { LAMBDA, only, play } from './play.ts';

const task = { Type: 'Task', Resource: LAMBDA };

describe('a JSONPath state', () => {
  it('selects its input, fills its parameters, selects from the result and puts it into its input', async () => {
    const state = {
      ...task,
      InputPath: '$.order',
      Parameters: { 'id.$': '$.id', fixed: 1, 'name.$': '$$.Execution.Name' },
      ResultSelector: { 'seen.$': '$.id' },
      ResultPath: '$.result.inner',
      OutputPath: '$.result',
    };
    const { output } = await play(only(state), { input: { order: { id: 'o-1' }, other: true } });
    expect(output).toEqual({ inner: { seen: 'o-1' } });
  });

  it('passes the whole input on if ResultPath is null, and an empty object if OutputPath is null', async () => {
    const input = { a: 1 };
    expect((await play(only({ ...task, ResultPath: null }), { input, task: () => 'ignored' })).output).toEqual(input);
    expect((await play(only({ ...task, OutputPath: null }), { input })).output).toEqual({});
  });

  it('selects a list with a path that may select several values', async () => {
    const input = {
      lines: [
        { sku: 'a', n: 1 },
        { sku: 'b', n: 5 },
      ],
    };
    const Parameters = {
      'all.$': '$.lines[*].sku',
      'many.$': '$.lines[?(@.n > 2)].sku',
      'first.$': '$.lines[0].sku',
      'none.$': '$.lines[?(@.n > 9)]',
    };
    const { output } = await play(only({ Type: 'Pass', Parameters }), { input });
    expect(output).toEqual({ all: ['a', 'b'], many: ['b'], first: 'a', none: [] });
  });

  it('fails with States.Runtime and names the path, the field and the state', async () => {
    const { error, cause } = await play(only({ Type: 'Pass', Parameters: { 'x.$': '$.missing' } }));
    expect(error).toBe('States.Runtime');
    expect(cause).toContain("executing the state 'S'");
    expect(cause).toContain("The JSONPath '$.missing' specified for the field 'x.$' could not be found");
  });

  it('refuses to put a result below a value that is no object', async () => {
    const { error } = await play(only({ ...task, ResultPath: '$.a.b' }), { input: { a: 1 } });
    expect(error).toBe('States.ResultPathMatchFailure');
  });

  it('assigns variables from the raw result, and later states read them', async () => {
    const definition = {
      StartAt: 'A',
      States: {
        A: { ...task, Assign: { 'total.$': '$.n', fixed: 'x' }, ResultSelector: { small: true }, Next: 'B' },
        B: {
          Type: 'Pass',
          Parameters: { 'n.$': '$total', 'in.$': '$.small', 'x.$': "States.Format('{}!', $fixed)" },
          End: true,
        },
      },
    };
    const { output } = await play(definition, { task: () => ({ n: 7 }) });
    expect(output).toEqual({ n: 7, in: true, x: 'x!' });
  });
});

describe('a JSONata state', () => {
  it('evaluates arguments, output and variables, however deep', async () => {
    const definition = {
      QueryLanguage: 'JSONata',
      StartAt: 'A',
      States: {
        A: {
          ...task,
          Arguments: { list: ['{% $states.input.a + 1 %}', 'plain'] },
          Assign: { seen: '{% $states.result.list[0] %}' },
          Output: { out: '{% $states.result.list[0] * 2 %}', name: '{% $states.context.Execution.Name %}' },
          Next: 'B',
        },
        B: { Type: 'Pass', Output: '{% {"seen": $seen, "in": $states.input.out} %}', End: true },
      },
    };
    expect((await play(definition, { input: { a: 1 } })).output).toEqual({ seen: 2, in: 4 });
  });

  it('fails with States.QueryEvaluationError if an expression throws or returns nothing', async () => {
    const state = (Output: string): object => ({ QueryLanguage: 'JSONata', ...only({ Type: 'Pass', Output }) });
    for (const text of ['{% $states.input.missing %}', "{% 'a' + 1 %}", '{% $eval("1") %}']) {
      expect((await play(state(text))).error).toBe('States.QueryEvaluationError');
    }
  });

  it('takes time and chance from the simulation', async () => {
    const Output = {
      now: '{% $now() %}',
      id: '{% $uuid() %}',
      random: '{% $random() %}',
      again: '{% $random(3) = $random(3) %}',
    };
    const { output } = await play({ QueryLanguage: 'JSONata', ...only({ Type: 'Pass', Output }) });
    expect(output).toEqual({ now: '2026-01-01T00:00:00.000Z', id: 'id-1', random: 0.5, again: true });
  });
});

describe('intrinsic functions', () => {
  const cases: readonly (readonly [string, unknown])[] = [
    ["States.Format('Hello {}, {}', $.name, 3)", 'Hello Ann, 3'],
    [String.raw`States.Format('a\{\}b {}', 'it\'s')`, "a{}b it's"],
    ['States.StringToJson($.text)', { a: 1 }],
    ['States.JsonToString($.list)', '[1,2,2,3]'],
    ["States.Array(1, 'two', $.name, true, null)", [1, 'two', 'Ann', true, null]],
    ['States.ArrayPartition($.list, 3)', [[1, 2, 2], [3]]],
    ['States.ArrayContains($.list, 3)', true],
    ['States.ArrayRange(1, 9, 3)', [1, 4, 7]],
    ['States.ArrayGetItem($.list, 3)', 3],
    ['States.ArrayLength(States.ArrayUnique($.list))', 3],
    ["States.Base64Decode(States.Base64Encode('é'))", 'é'],
    ["States.Hash('x', 'SHA-256')", '2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881'],
    ['States.JsonMerge($.one, $.two, false)', { a: 1, b: 3 }],
    ['States.MathAdd(4, -5)', -1],
    ['States.MathRandom(1, 4)', 3],
    ["States.StringSplit('a,b;;c', ',;')", ['a', 'b', 'c']],
    ['States.UUID()', 'id-1'],
  ];
  const input = { name: 'Ann', text: '{"a":1}', list: [1, 2, 2, 3], one: { a: 1, b: 2 }, two: { b: 3 } };
  it.each(cases)('%s', async (call, expected) => {
    const { output } = await play(only({ Type: 'Pass', Parameters: { 'x.$': call } }), { input });
    expect(output).toEqual({ x: expected });
  });

  it('fail with States.IntrinsicFailure for an argument of the wrong type', async () => {
    const { error } = await play(only({ Type: 'Pass', Parameters: { 'x.$': 'States.ArrayLength($.name)' } }), {
      input,
    });
    expect(error).toBe('States.IntrinsicFailure');
  });
});
