import { describe, expect, it } from '@jest/globals';
import type { AttributeValue, DynamoDBRecord, SQSRecord } from 'aws-lambda';
import { alarmOf, correlationIdOf, orderDelivery, orderDispatch } from '../../../infra/platform/deliveries.ts';

type Images = { readonly before?: string; readonly after?: string };

/** The stream record of an order that moves from one state to another. */
function record(eventName: 'INSERT' | 'MODIFY' | 'REMOVE', { before, after }: Images): DynamoDBRecord {
  const image = (state: string): Record<string, AttributeValue> => ({
    correlationId: { S: 'r1-load-3' },
    state: { S: state },
  });
  return {
    eventName,
    dynamodb: {
      SequenceNumber: '1',
      Keys: { correlationId: { S: 'r1-load-3' } },
      ...(before !== undefined && { OldImage: image(before) }),
      ...(after !== undefined && { NewImage: image(after) }),
    },
  };
}

const message = (order: DynamoDBRecord) =>
  ({ body: JSON.stringify(order), attributes: { MessageGroupId: 'r1-load-3' } }) as SQSRecord;

describe('the delivery of an order', () => {
  const { step, hooks, correlationId } = orderDelivery('payment');

  it.each([
    ['prepare', record('INSERT', { after: 'PENDING' })],
    ['commit', record('MODIFY', { before: 'PENDING', after: 'COMMITTING' })],
    [undefined, record('MODIFY', { before: 'COMMITTING', after: 'COMPLETED' })],
  ])('is identified as %s', (expected, order) => {
    expect(step(message(order))).toBe(expected);
    expect(correlationId(message(order))).toBe('r1-load-3');
  });

  it.each([
    ['dispatch-order', record('INSERT', { after: 'PENDING' })],
    ['dispatch-decision', record('MODIFY', { before: 'PENDING', after: 'COMMITTING' })],
  ])('to the dispatcher is identified as %s', (expected, order) => {
    expect(orderDispatch.step(order)).toBe(expected);
  });

  it('has the correlation id of the item, or of the deleted item', () => {
    expect(correlationIdOf(record('INSERT', { after: 'PENDING' }))).toBe('r1-load-3');
    expect(correlationIdOf(record('REMOVE', { before: 'COMPLETED' }))).toBe('r1-load-3');
    expect(correlationIdOf({})).toBeUndefined();
  });

  it('offers only the delivery hook; the step inside offers the others', () => {
    expect(hooks).toEqual(['delivery']);
  });
});

describe('the delivery of an alarm', () => {
  it('is identified by the alarm, or as a recheck', () => {
    const alarmData = { alarmName: 'evenkeel-dev-errors-payment', state: { value: 'ALARM' } };
    expect(alarmOf({ alarmData })).toBe('evenkeel-dev-errors-payment');
    expect(alarmOf({ recheck: true })).toBe('recheck');
  });
});
