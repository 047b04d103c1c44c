/** Definitions that are refused, with every mistake and its place. */
import { expect, it } from '@jest/globals';
import { parseDefinition } from '../../../../local/stepfunctions/language/parse-definition.ts';
import { LAMBDA, only } from './play.ts';

const refusal = (definition: object): string => {
  try {
    parseDefinition(JSON.stringify(definition));
    return '';
  } catch (error) {
    return (error as Error).message;
  }
};

const processor = { StartAt: 'P', States: { P: { Type: 'Pass', End: true } } };

it.each([
  [
    'a state that does not exist',
    { StartAt: 'X', States: { S: { Type: 'Succeed' } } },
    "there is no state 'X' at /StartAt",
  ],
  [
    'a state without an end',
    { StartAt: 'S', States: { S: { Type: 'Pass' } } },
    'exactly one of Next and End is required',
  ],
  ['an unknown member', only({ Type: 'Pass', Paramters: {} }), 'Paramters'],
  ['an unknown type', only({ Type: 'Activity' }), 'Type'],
  ['an ItemReader', only({ Type: 'Map', ItemReader: {}, ItemProcessor: processor }), 'an ItemReader is not simulated'],
  [
    'a ResultWriter',
    only({ Type: 'Map', ResultWriter: {}, ItemProcessor: processor }),
    'a ResultWriter is not simulated',
  ],
  ['an integration', only({ Type: 'Task', Resource: 'arn:aws:states:::sns:publish' }), 'sns:publish is not simulated'],
  [
    'a pattern',
    only({ Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke.sync' }),
    'lambda:invoke does not support .sync',
  ],
  [
    'a batcher of an inline map',
    only({ Type: 'Map', ItemBatcher: {}, ItemProcessor: processor }),
    'ItemBatcher needs a map in DISTRIBUTED mode',
  ],
  [
    'States.ALL with others',
    only({ Type: 'Task', Resource: LAMBDA, Retry: [{ ErrorEquals: ['States.ALL', 'A'] }] }),
    'States.ALL must stand alone and last',
  ],
  ['two ways to wait', only({ Type: 'Wait', Seconds: 1, Timestamp: 'x' }), 'exactly one of Seconds'],
  [
    'a JSONPath field in JSONata',
    { QueryLanguage: 'JSONata', ...only({ Type: 'Pass', Parameters: {} }) },
    'Parameters is not supported in a JSONata state',
  ],
  [
    'JSONata that cannot be parsed',
    { QueryLanguage: 'JSONata', ...only({ Type: 'Pass', Output: '{% 1 + %}' }) },
    'the JSONata expression is not valid',
  ],
  [
    'an unknown intrinsic function',
    only({ Type: 'Pass', Parameters: { 'x.$': 'States.Nope(1)' } }),
    'there is no intrinsic function States.Nope',
  ],
  [
    'an unknown comparison',
    { StartAt: 'C', States: { C: { Type: 'Choice', Choices: [{ Variable: '$.a', Is: 1, Next: 'C' }] } } },
    'there is no comparison Is',
  ],
])('refuses %s', (_what, definition, message) => {
  expect(refusal(definition)).toContain(message);
});
