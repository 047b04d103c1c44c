import { describe, expect, it } from '@jest/globals';
import { reportedFailures } from '../../../../local/event-source/batch-response.ts';

describe("a function's response to a batch", () => {
  it.each(['null', '{}', '{"batchItemFailures":null}', '{"batchItemFailures":[]}'])('%s means success', (payload) => {
    expect([...reportedFailures(payload, ['1', '2'])]).toEqual([]);
  });

  it('reports the items that failed', () => {
    expect([...reportedFailures('{"batchItemFailures":[{"itemIdentifier":"2"}]}', ['1', '2'])]).toEqual(['2']);
  });

  it.each([
    ['an item that is not in the batch', '{"batchItemFailures":[{"itemIdentifier":"9"}]}'],
    ['an empty identifier', '{"batchItemFailures":[{"itemIdentifier":""}]}'],
    ['no identifier', '{"batchItemFailures":[{"itemIdentifier":null}]}'],
    ['a misspelt field', '{"batchItemFailures":[{"identifier":"1"}]}'],
    ['text', '"fine"'],
    ['nothing', ''],
  ])('%s fails the whole batch', (_title, payload) => {
    expect([...reportedFailures(payload, ['1', '2'])]).toEqual(['1', '2']);
  });
});
