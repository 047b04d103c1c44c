/**
 * State machines of constructs that both interpreters have, without tasks. Left out is what moto does otherwise than AWS
 * documents: it returns a text without its quotes, names a choice that is not met `States.Runtime`, and ends a Pass
 * state that assigns variables with `States.Runtime`.
 */

export interface Case {
  readonly name: string;
  readonly definition: object;
  readonly input: unknown;
}

const only = (state: object): object => ({ StartAt: 'S', States: { S: { End: true, ...state } } });
const pass = (Parameters: object): object => only({ Type: 'Pass', Parameters });
const branch = (state: object): object => ({ StartAt: 'B', States: { B: { End: true, ...state } } });
const fails = { StartAt: 'F', States: { F: { Type: 'Fail', Error: 'Custom', Cause: 'because' } } };

const input = {
  order: {
    id: 'o-1',
    total: 12.5,
    lines: [
      { sku: 'a', n: 1 },
      { sku: 'b', n: 5 },
    ],
  },
  list: [3, 1, 2, 3],
  text: '{"a":[1]}',
  flag: true,
  nothing: null,
  at: '2025-01-02T03:04:05Z',
};

const intrinsics = [
  "States.Format('{} of {}', $.order.id, $.order.total)",
  'States.StringToJson($.text)',
  'States.JsonToString($.order)',
  'States.Array($.flag, 1, $.nothing)',
  'States.ArrayPartition($.list, 3)',
  'States.ArrayContains($.list, 2)',
  'States.ArrayRange(2, 11, 3)',
  'States.ArrayGetItem($.list, 1)',
  'States.ArrayLength($.list)',
  'States.ArrayUnique($.list)',
  "States.Base64Encode('level')",
  "States.Base64Decode('bGV2ZWw=')",
  "States.Hash('level', 'SHA-256')",
  'States.JsonMerge($.order, States.StringToJson($.text), false)',
  'States.MathAdd(40, 2)',
  "States.StringSplit('a-b-c', '-')",
];

const comparisons: readonly (readonly [string, object])[] = [
  ['NumericEquals', { Variable: '$.order.total', NumericEquals: 12.5 }],
  ['NumericLessThan', { Variable: '$.order.total', NumericLessThan: 12 }],
  ['NumericGreaterThanEqualsPath', { Variable: '$.list[0]', NumericGreaterThanEqualsPath: '$.list[3]' }],
  ['StringEquals', { Variable: '$.order.id', StringEquals: 'o-1' }],
  ['StringGreaterThan', { Variable: '$.order.id', StringGreaterThan: 'o-0' }],
  ['StringMatches', { Variable: '$.order.id', StringMatches: 'o-*' }],
  ['BooleanEquals', { Variable: '$.flag', BooleanEquals: true }],
  ['TimestampLessThan', { Variable: '$.at', TimestampLessThan: '2025-01-03T00:00:00Z' }],
  ['IsNull', { Variable: '$.nothing', IsNull: true }],
  ['IsPresent', { Variable: '$.missing', IsPresent: false }],
  ['IsString', { Variable: '$.order', IsString: true }],
  ['IsNumeric', { Variable: '$.order.total', IsNumeric: true }],
  ['Not', { Not: { Variable: '$.flag', BooleanEquals: false } }],
  [
    'And',
    {
      And: [
        { Variable: '$.flag', BooleanEquals: true },
        { Variable: '$.order.id', StringEquals: 'o-2' },
      ],
    },
  ],
  [
    'Or',
    {
      Or: [
        { Variable: '$.flag', BooleanEquals: false },
        { Variable: '$.order.id', StringEquals: 'o-1' },
      ],
    },
  ],
];

const definitions: readonly (readonly [string, object])[] = [
  ['pass', only({ Type: 'Pass' })],
  ['a result', only({ Type: 'Pass', Result: { a: 1 }, ResultPath: '$.order.result' })],
  [
    'paths',
    only({ Type: 'Pass', InputPath: '$.order', Parameters: { 'x.$': '$.id' }, ResultPath: '$.y', OutputPath: '$.y' }),
  ],
  ['several values', pass({ 'all.$': '$.order.lines[*].sku', 'deep.$': '$..n', 'last.$': '$.list[1:3]' })],
  ['a filter', pass({ 'many.$': '$.order.lines[?(@.n > 2)].sku' })],
  ['a missing path', pass({ 'x.$': '$.missing' })],
  ['the context object', pass({ 'state.$': '$$.State.Name', 'in.$': '$$.Execution.Input.order.id' })],
  ...intrinsics.map((call): [string, object] => [call, pass({ 'x.$': call })]),
  ...comparisons.map(([name, comparison]): [string, object] => [
    `choice: ${name}`,
    {
      StartAt: 'C',
      States: {
        C: { Type: 'Choice', Choices: [{ ...comparison, Next: 'Yes' }], Default: 'No' },
        Yes: { Type: 'Pass', Result: { answer: 'yes' }, End: true },
        No: { Type: 'Pass', Result: { answer: 'no' }, End: true },
      },
    },
  ]),
  ['succeed', { StartAt: 'S', States: { S: { Type: 'Succeed', OutputPath: '$.order' } } }],
  ['fail', fails],
  ['fail with paths', { StartAt: 'F', States: { F: { Type: 'Fail', ErrorPath: '$.order.id', CausePath: '$.text' } } }],
  ['wait', only({ Type: 'Wait', Seconds: 1 })],
  ['wait until a time that has passed', only({ Type: 'Wait', TimestampPath: '$.at' })],
  [
    'parallel',
    only({
      Type: 'Parallel',
      Branches: [branch({ Type: 'Pass', Result: 1 }), branch({ Type: 'Pass' })],
      ResultSelector: { 'one.$': '$[0]' },
      ResultPath: '$.p',
    }),
  ],
  ['parallel that fails', only({ Type: 'Parallel', Branches: [fails, branch({ Type: 'Pass' })] })],
  [
    'catch',
    {
      StartAt: 'P',
      States: {
        P: {
          Type: 'Parallel',
          Branches: [fails],
          Catch: [{ ErrorEquals: ['Custom'], ResultPath: '$.caught', Next: 'D' }],
          End: true,
        },
        D: {
          Type: 'Pass',
          Parameters: { 'error.$': '$.caught.Error', 'cause.$': '$.caught.Cause', 'kept.$': '$.order.id' },
          End: true,
        },
      },
    },
  ],
  [
    'retry that is used up',
    only({
      Type: 'Parallel',
      Branches: [fails],
      Retry: [{ ErrorEquals: ['States.ALL'], IntervalSeconds: 1, MaxAttempts: 1 }],
    }),
  ],
  [
    'map',
    only({ Type: 'Map', ItemsPath: '$.list', ItemProcessor: branch({ Type: 'Pass', Parameters: { 'v.$': '$' } }) }),
  ],
  [
    'map with a selector',
    only({
      Type: 'Map',
      ItemsPath: '$.order.lines',
      MaxConcurrency: 1,
      ItemSelector: { 'i.$': '$$.Map.Item.Index', 'sku.$': '$$.Map.Item.Value.sku', 'order.$': '$.order.id' },
      ItemProcessor: branch({ Type: 'Pass' }),
      ResultPath: '$.mapped',
      OutputPath: '$.mapped',
    }),
  ],
  ['map of an iterator', only({ Type: 'Map', ItemsPath: '$.list', Iterator: branch({ Type: 'Pass' }) })],
  ['map of an item that fails', only({ Type: 'Map', ItemsPath: '$.list', ItemProcessor: fails })],
  [
    'distributed map',
    only({
      Type: 'Map',
      ItemsPath: '$.list',
      ItemProcessor: {
        ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
        ...branch({ Type: 'Pass', Parameters: { 'v.$': '$' } }),
      },
    }),
  ],
];

export const cases: readonly Case[] = definitions.map(([name, definition]) => ({ name, definition, input }));
