import { checker, unknown, valid } from './checker.ts';

/** No stop condition ended the run. If one did, the run did not answer the experiment's question. */
export const ranItsCourse = checker('ran-its-course', ['events'], ({ events }) => {
  const stops = events.filter((event) => event.kind === 'stopped');
  if (stops.length === 0) return valid('No stop condition was met.');
  return unknown(
    'A stop condition ended the run before it could test its hypothesis.',
    stops.map(({ condition, message, at }) => `${condition}, at ${at}: ${message}`),
  );
});
