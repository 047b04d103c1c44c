import { resolve } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { soundBootOptions } from '../../../local/boot-options.ts';
import { boot, type BootOptions, BootOptionsError } from '../../../local/index.ts';

const valid = {
  assembly: 'cdk.out',
  directory: 'data',
  speed: 1,
  startAt: new Date('2026-01-01T00:00:00Z'),
  seed: 1,
  log: () => undefined,
};

/** Calls `boot` as plain JavaScript does. */
const refusal = async (given: unknown): Promise<string> => {
  const failure: unknown = await boot(given as BootOptions).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(BootOptionsError);
  return (failure as Error).message;
};

describe('the folders of a boot', () => {
  it('are absolute from here on, as worker threads demand, and everything else is as given', () => {
    const sound = soundBootOptions({ ...valid, cache: '.cache/evenkeel', assembly: '/app/cdk.out' });
    expect(sound).toEqual({
      ...valid,
      assembly: '/app/cdk.out',
      directory: resolve('data'),
      cache: resolve('.cache/evenkeel'),
    });
  });

  it('are none that were not given', () => {
    expect(soundBootOptions(valid)).not.toHaveProperty('cache');
  });
});

describe('boot', () => {
  it.each([
    ['assembly', 5, 'assembly must be the path of a folder, not 5'],
    ['speed', 0, 'speed must be a number above 0, not 0'],
    ['startAt', new Date('x'), 'startAt must be a valid Date, not Invalid Date'],
    ['seed', 'x', 'seed must be a whole number, not "x"'],
    ['log', 'x', 'log must be a function, not "x"'],
    ['log', undefined, 'log is required (a function)'],
    ['port', 99_999, 'port must be a port number, at most 65535, not 99999'],
    ['dynamoDbEndpoint', 'nope', 'dynamoDbEndpoint must be an http or https URL, not "nope"'],
    ['dynamoDbEndpoint', 'ftp://x', 'dynamoDbEndpoint must be an http or https URL, not "ftp://x"'],
    ['accountConcurrency', 0, 'accountConcurrency must be a whole number above 0, not 0'],
    ['cache', 5, 'cache must be the path of a folder, not 5'],
    ['dynamodbEndpoint', 'http://x', 'unknown option dynamodbEndpoint (did you mean dynamoDbEndpoint?)'],
  ])('refuses %s: %p before it starts anything', async (name, value, message) => {
    expect(await refusal({ ...valid, [name]: value })).toContain(message);
  });

  it.each([[undefined], [null], [5]])('refuses %p in place of its options', async (given) => {
    expect(await refusal(given)).toContain('options is required (an object)');
  });

  it('reports every mistake at once', async () => {
    const message = await refusal({ sped: 3 });
    for (const name of ['assembly', 'directory', 'speed', 'startAt', 'seed', 'log']) {
      expect(message).toContain(`${name} is required`);
    }
    expect(message).toContain('unknown option sped; the options are assembly, directory, speed');
  });
});
