import { checker, unknown, valid } from './checker.ts';

/** No stop condition ended the run. One that did says nothing by itself of what the experiment asked. */
export const ranItsCourse = checker('ran-its-course', ['events'], ({ events }) => {
  const stops = events.filter((event) => event.kind === 'stopped');
  if (stops.length === 0) return valid('No stop condition came true.');
  return unknown(
    'A stop condition ended the run, so what it asked was not answered.',
    stops.map(({ condition, says, at }) => `${condition}, at ${at}: ${says}`),
  );
});
