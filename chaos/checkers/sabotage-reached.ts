import { checker, unknown, valid } from './checker.ts';

/** A system broken on purpose went through its broken path: only then does catching it mean anything. */
export const sabotageReached = checker('sabotage-reached', ['events'], ({ events }, { sabotage }) => {
  if (sabotage === null) return valid('The system was not broken on purpose.');
  const marks = events.filter((event) => event.kind === 'sabotage.reached' && event.sabotage === sabotage);
  if (marks.length === 0) return unknown(`The broken path of ${sabotage} was never reached.`);
  return valid(`The broken path of ${sabotage} was reached ${marks.length} times.`);
});
