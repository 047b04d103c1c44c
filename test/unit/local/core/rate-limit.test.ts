import { describe, expect, it } from '@jest/globals';
import { CLOUDWATCH_RATES } from '../../../../local/cloudwatch/rates.ts';
import { limitRates } from '../../../../local/core/rate-limit.ts';
import { LOGS_RATES } from '../../../../local/logs/rates.ts';
import { localAccess } from '../../../local-site.ts';

function asked(rates: Readonly<Record<string, number>>) {
  let now = 0;
  const clock = { speed: 60, now: () => now, sleep: () => Promise.resolve() };
  const answer = limitRates(rates, clock, () => Promise.resolve({ status: 200 }));
  const ask = async (operation: string): Promise<string> => {
    const headers = { 'x-amz-target': `Logs_20140328.${operation}` };
    const caller = localAccess.administrator;
    const url = new URL('http://127.0.0.1/');
    return await answer({ method: 'POST', url, headers, body: Buffer.alloc(0), caller }).then(
      () => 'taken',
      (error: unknown) => `${(error as { code: string }).code}: ${(error as Error).message}`,
    );
  };
  return {
    ask,
    burst: async (operation: string, count: number) => {
      const answers = await Promise.all(Array.from({ length: count }, () => ask(operation)));
      return answers.filter((each) => each === 'taken').length;
    },
    pass: (ms: number) => (now += ms),
  };
}

describe('the rate of an operation', () => {
  it.each([...Object.entries(CLOUDWATCH_RATES), ...Object.entries(LOGS_RATES)])(
    'of %s is %d requests a virtual second',
    async (operation, rate) => {
      const { burst, pass } = asked({ [operation]: rate });
      expect(await burst(operation, rate + 5)).toBe(rate);
      pass(1000);
      expect(await burst(operation, rate + 5)).toBe(rate);
    },
  );

  it('refuses the request beyond it as AWS does, so that the SDK tries again', async () => {
    const { ask } = asked({ FilterLogEvents: 1 });
    await ask('FilterLogEvents');
    expect(await ask('FilterLogEvents')).toBe('ThrottlingException: Rate exceeded');
  });

  it('is its own: another operation does not use it up', async () => {
    const { ask, burst } = asked({ FilterLogEvents: 1, GetLogEvents: 1 });
    await burst('FilterLogEvents', 2);
    expect(await ask('GetLogEvents')).toBe('taken');
    expect(await burst('DescribeSomething', 100)).toBe(100);
  });

  it('gives back as much as time has passed', async () => {
    const { burst, pass } = asked({ FilterLogEvents: 10 });
    await burst('FilterLogEvents', 10);
    pass(250);
    expect(await burst('FilterLogEvents', 10)).toBe(2);
  });
});
