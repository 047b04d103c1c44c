import { beforeEach, describe, expect, it } from '@jest/globals';
import { type AlarmBook, createAlarmBook } from '../../../../local/cloudwatch/alarm-book.ts';
import { alarmNotices } from '../../../../local/cloudwatch/alarm-notices.ts';
import { createMuteRules, type MuteRules } from '../../../../local/cloudwatch/mute-rules.ts';
import { alarmMuteRuleType } from '../../../../local/cloudwatch/resource-types/alarm-mute-rule.ts';
import { alarmType } from '../../../../local/cloudwatch/resource-types/alarm.ts';
import { compositeAlarmType } from '../../../../local/cloudwatch/resource-types/composite-alarm.ts';
import { logAlarmType } from '../../../../local/cloudwatch/resource-types/log-alarm.ts';
import type { AnyResourceType } from '../../../../local/core/index.ts';
import { errorAlarm } from './error-alarm.ts';

const clock = { speed: 1, now: () => 0, sleep: () => Promise.resolve() };
const site = { clock, region: 'us-east-1', accountId: '000000000000' };
let book: AlarmBook;
let rules: MuteRules;

beforeEach(() => {
  book = createAlarmBook(site, () => undefined);
  rules = createMuteRules(site, () => undefined);
});

const create = async (type: AnyResourceType, properties: object) =>
  await type.create(type.parse(properties) as never, {
    stackName: 'shop',
    logicalId: 'One',
    defaultName: 'shop-One',
    assetDirectory: () => '',
  });
const notices = (filters: Parameters<typeof alarmNotices>[2]['filters'] = []) =>
  alarmNotices(book.list(), rules.list(), { filters });

describe('the notices about alarms', () => {
  it('are none about what has its effect', async () => {
    await create(alarmType(book), { ...errorAlarm, Tags: [], EvaluationWindow: { SlidingWindow: {} } });
    await create(compositeAlarmType(book), { AlarmName: 'any', AlarmRule: 'ALARM(errors)', Tags: [] });
    expect(notices()).toEqual([]);
  });

  it('name each property that has no effect here', async () => {
    await create(alarmType(book), { ...errorAlarm, Brand: 'new', EvaluateLowSampleCountPercentile: 'ignore' });
    await create(compositeAlarmType(book), {
      AlarmName: 'any',
      AlarmRule: 'ALARM(errors)',
      ActionsSuppressorWaitPeriod: 5,
    });
    expect(notices()).toEqual([
      'alarm any: its ActionsSuppressorWaitPeriod has no effect here',
      'alarm errors: its Brand has no effect here',
      expect.stringContaining('alarm errors: its EvaluateLowSampleCountPercentile has no effect here'),
    ]);
  });

  it.each<[metric: string, own: object, filters: Parameters<typeof notices>[0]]>([
    ['a service of AWS', { Namespace: 'AWS/Lambda' }, []],
    ['a metric filter', {}, [{ namespace: 'shop', name: 'Errors', dimensions: [], unit: 'None' }]],
  ])('name a short period on a metric of %s, which has one point a minute', async (_, own, filters) => {
    await create(alarmType(book), { ...errorAlarm, ...own, Period: 10 });
    expect(notices(filters)).toEqual([
      expect.stringMatching(/alarm errors: its period is 10 s, and .* one point a minute/u),
    ]);
    await create(alarmType(book), { ...errorAlarm, ...own });
    expect(notices(filters)).toEqual([]);
  });

  it('name a mute rule whose target does not exist', async () => {
    await create(alarmType(book), errorAlarm);
    await create(alarmMuteRuleType(rules), {
      Rule: { Schedule: { Expression: 'cron(0 2 * * *)', Duration: 'PT1H' } },
      MuteTargets: { AlarmNames: ['errors', 'error'] },
    });
    expect(notices()).toEqual(['mute rule shop-One targets alarm error, which does not exist']);
  });
});

describe('a mute rule of a template', () => {
  const rule = { Rule: { Schedule: { Expression: 'at(1970-01-01T00:00)', Duration: 'PT1H' } } };

  it('has the attributes of AWS', async () => {
    const { ref, attributes } = await create(alarmMuteRuleType(rules), { ...rule, Name: 'night' });
    expect({ ref, attributes }).toEqual({
      ref: 'night',
      attributes: {
        Arn: 'arn:aws:cloudwatch:us-east-1:000000000000:alarm-mute-rule:night',
        Status: 'ACTIVE',
        MuteType: 'ONE_TIME',
        LastUpdatedTimestamp: '1970-01-01T00:00:00.000Z',
      },
    });
  });

  it('is refused with a wrong schedule before anything is created', () => {
    const wrong = { Rule: { Schedule: { Expression: 'often', Duration: 'PT1H' } } };
    expect(() => alarmMuteRuleType(rules).parse(wrong)).toThrow('often');
  });
});

it('a log alarm is refused by name, with a way out', async () => {
  expect(() => logAlarmType.parse({})).toThrow(/log alarm is not simulated; publish a metric/u);
  await expect(logAlarmType.create(undefined as never, undefined as never)).rejects.toThrow('log alarm');
});
