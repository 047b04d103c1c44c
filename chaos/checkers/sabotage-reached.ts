import { checker, counted, unknown, valid } from './checker.ts';

/** A sabotaged system executed its broken path. Otherwise it proves nothing that a check caught it. */
export const sabotageReached = checker('sabotage-reached', ['events'], ({ events }, { sabotage }) => {
  if (sabotage === null) return valid('No bug was planted, so there was none to execute.');
  const marks = events.filter((event) => event.kind === 'sabotage.reached' && event.sabotage === sabotage);
  if (marks.length === 0) return unknown(`The broken path of ${sabotage} was never executed.`);
  return valid(`The broken path of ${sabotage} was executed ${counted(marks.length, 'time')}.`);
});
