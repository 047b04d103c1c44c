import { describe, expect, it } from '@jest/globals';
import { acceptanceProblems } from '../../../reconciler/rules/acceptance.ts';

const problems = (until: string) => acceptanceProblems([{ rule: 'copies', reason: 'sale', until }], ['copies']);

describe('the end of an acceptance', () => {
  it.each(['2026-03-31T12:00:00Z', '2026-03-31T12:00Z', '2024-02-29T00:00:00+14:00', '2026-12-31T23:59:59.999-03:30'])(
    'may be %s',
    (until) => {
      expect(problems(until)).toEqual([]);
    },
  );

  it.each([
    '2026-02-31T00:00:00Z',
    '2026-02-29T00:00:00Z',
    '2026-04-31T00:00:00+02:00',
    '2026-13-01T00:00:00Z',
    '2026-01-00T00:00:00Z',
    '2026-03-31T25:00:00Z',
    '2026-03-31',
    '2026-03-31T12:00:00',
    'tomorrow',
    '',
  ])('is refused if it is no time that exists: %j', (until) => {
    expect(problems(until)).toEqual([
      { path: 'accepted[0].until', message: expect.stringContaining('a time with a zone') },
    ]);
  });
});
