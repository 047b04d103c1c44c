import { describe, expect, it } from '@jest/globals';
import type { AttributeValue, DynamoDBRecord } from 'aws-lambda';
import { alarmOf, correlationIdOf, orderDelivery } from '../../../infra/platform/deliveries.ts';

type Images = { readonly before?: string; readonly after?: string };

/** The stream record of an order that goes from one state into another. */
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

describe('what is delivered to a service of the saga', () => {
  const { step, hooks } = orderDelivery('payment');

  it.each([
    ['prepare', record('INSERT', { after: 'PENDING' })],
    ['commit', record('MODIFY', { before: 'PENDING', after: 'COMMITTING' })],
    [undefined, record('MODIFY', { before: 'COMMITTING', after: 'COMPLETED' })],
  ])('is a %s by the order’s own record', (demanded, order) => {
    expect(step(order)).toBe(demanded);
  });

  it('serves the operation whose id the item has, or had', () => {
    expect(correlationIdOf(record('INSERT', { after: 'PENDING' }))).toBe('r1-load-3');
    expect(correlationIdOf(record('REMOVE', { before: 'COMPLETED' }))).toBe('r1-load-3');
    expect(correlationIdOf({})).toBeUndefined();
  });

  it('leaves to the step inside what is no matter of delivery', () => {
    expect(hooks).toEqual(['delivery']);
  });
});

describe('what an alarm’s action is about', () => {
  it('is the alarm, or the schedule that looks again', () => {
    const alarmData = { alarmName: 'evenkeel-dev-errors-payment', state: { value: 'ALARM' } };
    expect(alarmOf({ alarmData })).toBe('evenkeel-dev-errors-payment');
    expect(alarmOf({ recheck: true })).toBe('recheck');
  });
});
