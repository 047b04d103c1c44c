/** What of an alias's route is the run's, and what somebody else put there. */
import { describe, expect, it } from '@jest/globals';
import { foreignOn, withoutRelease } from '../../../../chaos/release/route.ts';

const RELEASE = { from: '8', to: '10' };

/** Such as `10, 8:0.1`: calls go to version 10, and a tenth of them to 8. */
const route = (text: string) => {
  const [version = '', ...others] = text.split(', ');
  const weights = others.map((other) => other.split(':') as [string, string]);
  return { version, others: new Map(weights.map(([one, weight]) => [one, Number(weight)])) };
};

describe('the release of version 10 over version 8', () => {
  it.each([
    ['8', []],
    ['10', []],
    ['8, 10:0.1', []],
    ['10, 8:0.1', []],
    ['11', ['11']],
    ['11, 10:0.5', ['11']],
    ['8, 11:0.1', ['11']],
    ['9, 11:0.1', ['9', '11']],
  ])('of the route %s did not deploy the versions %p', (text, versions) => {
    expect(foreignOn(route(text), RELEASE)).toEqual(versions);
  });

  it.each([
    ['10', '8'],
    ['8, 10:0.1', '8'],
    ['10, 8:0.1', '8'],
    ['10, 11:0.1', '8, 11:0.1'],
    ['11, 10:0.5', '11'],
  ])('is taken off the route %s, which then is %s', (text, back) => {
    expect(withoutRelease(route(text), RELEASE)).toEqual(route(back));
  });

  it.each(['8', '11', '8, 11:0.1', '11, 8:0.9'])('changes nothing of the route %s', (text) => {
    expect(withoutRelease(route(text), RELEASE)).toBeUndefined();
  });
});
