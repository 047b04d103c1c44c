/** Whether the history shows all requests that a scenario sent. */
import { expect, it } from '@jest/globals';
import { showsAllSent } from '../../../../chaos/checkers/shows-all-sent.ts';
import type { Journal } from '../../../../chaos/schemas/index.ts';
import { journal } from '../sound-run.ts';

type Counts = NonNullable<Journal['load']>['scenarios'];

it.each<[shows: boolean, what: string, status: Journal['status'], counts: Counts | undefined]>([
  [true, 'started all iterations', 'completed', { base: { planned: 3, started: 3 } }],
  [true, 'started more than planned', 'completed', { base: { planned: 3, started: 4 } }],
  [false, 'dropped an iteration', 'completed', { base: { planned: 3, started: 2 } }],
  [true, 'dropped no iteration, unlike another scenario', 'completed', { hit: { planned: 3, started: 2 } }],
  [true, 'has no load', 'completed', undefined],
  [false, 'was stopped', 'stopped', { base: { planned: 3, started: 3 } }],
  [false, 'was stopped without a load', 'stopped', undefined],
])('the history shows all that a scenario sent: %s, if its run %s', (shows, _what, status, scenarios) => {
  const load = scenarios === undefined ? null : { ...journal.load!, scenarios };
  expect(showsAllSent('base', { status, load })).toBe(shows);
});
