import { describe, expect, it } from '@jest/globals';
import { reportedFailures } from '../../../../local/event-source/batch-response.ts';

describe('what a function reports of its batch', () => {
  it.each(['null', '{}', '{"batchItemFailures":null}', '{"batchItemFailures":[]}'])('%s is success', (payload) => {
    expect([...reportedFailures(payload, ['1', '2'])]).toEqual([]);
  });

  it('names the items that failed', () => {
    expect([...reportedFailures('{"batchItemFailures":[{"itemIdentifier":"2"}]}', ['1', '2'])]).toEqual(['2']);
  });

  it.each([
    ['an item that was not in the batch', '{"batchItemFailures":[{"itemIdentifier":"9"}]}'],
    ['an empty identifier', '{"batchItemFailures":[{"itemIdentifier":""}]}'],
    ['no identifier', '{"batchItemFailures":[{"itemIdentifier":null}]}'],
    ['a misspelt field', '{"batchItemFailures":[{"identifier":"1"}]}'],
    ['text', '"fine"'],
    ['nothing', ''],
  ])('%s fails the whole batch', (_title, payload) => {
    expect([...reportedFailures(payload, ['1', '2'])]).toEqual(['1', '2']);
  });
});
