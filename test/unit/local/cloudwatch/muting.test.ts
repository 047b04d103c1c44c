import { beforeEach, describe, expect, it } from '@jest/globals';
import { type AlarmBook, createAlarmBook } from '../../../../local/cloudwatch/alarm-book.ts';
import type { AlarmState } from '../../../../local/cloudwatch/alarm.ts';
import { metricAlarmSchema } from '../../../../local/cloudwatch/alarm-configuration.ts';
import { createMuteRules, MAX_MUTE_RULES, type MuteRules } from '../../../../local/cloudwatch/mute-rules.ts';
import { muteRuleSchema } from '../../../../local/cloudwatch/mute-rule-settings.ts';
import { createMuting, type Muting } from '../../../../local/cloudwatch/muting.ts';
import { errorAlarm } from './error-alarm.ts';

const HOUR = 3_600_000;
const START = Date.parse('2026-02-01T00:00:00Z');
const site = { region: 'us-east-1', accountId: '000000000000' };
let now: number;
let book: AlarmBook;
let rules: MuteRules;
let muting: Muting;
let executed: string[];
let logged: string[];

beforeEach(() => {
  now = START;
  executed = [];
  logged = [];
  const clock = { speed: 1, now: () => now, sleep: () => Promise.resolve() };
  muting = createMuting({
    book: () => book,
    mutedBy: (alarm) => rules.muting(alarm),
    execute: (alarm, previous) => executed.push(`${alarm.name}: ${previous.value} -> ${alarm.state.value}`),
    log: (message) => logged.push(message),
  });
  book = createAlarmBook({ clock, ...site }, muting.onTransition);
  rules = createMuteRules({ clock, ...site }, muting.release);
  for (const AlarmName of ['errors', 'other']) {
    book.putMetricAlarm(metricAlarmSchema.parse({ ...errorAlarm, AlarmName }));
    book.setState(AlarmName, { value: 'OK', reason: '' });
  }
  executed = [];
});

const mute = (Name: string, hour: number, hours: number, AlarmNames = ['errors']) =>
  rules.put(
    muteRuleSchema.parse({
      Name,
      Rule: { Schedule: { Expression: `at(2026-02-01T${String(hour).padStart(2, '0')}:00)`, Duration: `PT${hours}H` } },
      MuteTargets: { AlarmNames },
    }),
  );
const at = (hour: number) => {
  now = START + hour * HOUR;
  muting.release();
};
const enter = (value: AlarmState, name = 'errors') => {
  book.setState(name, { value, reason: '' });
};

describe('a muted alarm', () => {
  it('changes its state, and executes nothing', () => {
    mute('work', 1, 4);
    at(2);
    enter('ALARM');
    expect(book.get('errors')?.state.value).toBe('ALARM');
    expect(executed).toEqual([]);
    expect(logged).toEqual([expect.stringMatching(/work .* errors, .* ALARM/u)]);
  });

  it('executes what was held back when the window ends and it still is in that state', () => {
    mute('work', 1, 4);
    at(2);
    enter('ALARM');
    at(4.99);
    expect(executed).toEqual([]);
    at(5);
    at(6);
    expect(executed).toEqual(['errors: OK -> ALARM']);
  });

  it('executes no action of a state that it has left', () => {
    mute('work', 1, 4);
    at(2);
    enter('ALARM');
    at(5.01);
    mute('again', 5, 1);
    enter('INSUFFICIENT_DATA');
    at(7);
    expect(executed).toEqual(['errors: OK -> ALARM', 'errors: ALARM -> INSUFFICIENT_DATA']);
  });

  it('executes the actions of the last change alone', () => {
    mute('work', 1, 4);
    at(2);
    enter('ALARM');
    at(4);
    enter('OK');
    at(5);
    expect(executed).toEqual(['errors: ALARM -> OK']);
  });

  it('stays muted while any rule mutes it', () => {
    mute('one', 1, 4);
    mute('two', 3, 6);
    at(2);
    enter('ALARM');
    at(5);
    expect(executed).toEqual([]);
    at(9);
    expect(executed).toEqual(['errors: OK -> ALARM']);
  });

  it.each<[how: string, end: () => void]>([
    [
      'its rule is deleted',
      () => {
        rules.delete('work');
      },
    ],
    ['its rule now ends earlier', () => mute('work', 1, 1)],
    ['its rule targets it no longer', () => mute('work', 1, 7, ['other'])],
  ])('executes what was held back as soon as %s', (_, end) => {
    mute('work', 1, 7);
    at(2);
    enter('ALARM');
    at(3);
    end();
    expect(executed).toEqual(['errors: OK -> ALARM']);
  });

  it('that is deleted executes nothing', () => {
    mute('work', 1, 4);
    at(2);
    enter('ALARM');
    book.delete(['errors']);
    at(5);
    expect(executed).toEqual([]);
  });

  it('executes what it enters after the window, once', () => {
    mute('work', 1, 1);
    at(1);
    enter('ALARM');
    now = START + 3 * HOUR;
    enter('OK');
    at(4);
    expect(executed).toEqual(['errors: ALARM -> OK']);
  });

  it('leaves alarms alone that no rule targets', () => {
    mute('work', 1, 4);
    at(2);
    enter('ALARM', 'other');
    expect(executed).toEqual(['other: OK -> ALARM']);
  });
});

describe('the settings of a mute rule', () => {
  const settings = {
    Name: 'work',
    Rule: { Schedule: { Expression: 'cron(0 2 * * *)', Duration: 'PT1H', Timezone: 'America/New_York' } },
  };

  it('have dates in seconds, or as a text in the time zone of the schedule', () => {
    expect(muteRuleSchema.parse({ ...settings, StartDate: 1, ExpireDate: '2026-02-01T00:00' })).toMatchObject({
      startsAt: 1000,
      expiresAt: Date.parse('2026-02-01T05:00:00Z'),
    });
    expect(muteRuleSchema.parse({ ...settings, StartDate: '2026-02-01T00:00:00Z' }).startsAt).toBe(START);
  });

  it.each([
    ['a wrong date', { StartDate: 'soon' }, 'soon'],
    ['a wrong schedule', { Rule: { Schedule: { Expression: 'often', Duration: 'PT1H' } } }, 'often'],
    ['more than a hundred targets', { MuteTargets: { AlarmNames: new Array<string>(101).fill('a') } }, '100'],
  ])('are refused with %s', (_, own, reason) => {
    expect(() => muteRuleSchema.parse({ ...settings, ...own })).toThrow(reason);
  });

  it('are refused beyond the number of rules that an account has', () => {
    for (let index = 0; index < MAX_MUTE_RULES; index += 1) mute(`rule-${String(index)}`, 1, 1);
    expect(() => mute('one too many', 1, 1)).toThrow('quota for alarms');
    expect(() => mute('rule-0', 2, 1)).not.toThrow();
  });
});
