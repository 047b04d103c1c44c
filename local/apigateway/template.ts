/** The little of API Gateway's mapping language that is simulated: plain variables and static text. */

/** Text as it may stand between the quotes of a JSON string. */
export const escapeJson = (text: string): string => JSON.stringify(text).slice(1, -1);

/** Replaces `$name` and `${name}` by the variables that are given, the longest name first; others stay. */
export function fillTemplate(template: string, variables: Readonly<Record<string, string>>): string {
  const names = Object.keys(variables).toSorted((a, b) => b.length - a.length);
  return names.reduce(
    (text, name) =>
      text.replaceAll(`\${${name}}`, () => variables[name] ?? '').replaceAll(`$${name}`, () => variables[name] ?? ''),
    template,
  );
}

/** The value of a response parameter that is a constant: `'*'` in its quotes. */
export const staticText = (value: string): string => value.replace(/^'(?<inner>.*)'$/su, '$<inner>');
