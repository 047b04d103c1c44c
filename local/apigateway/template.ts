/** The simulated subset of API Gateway's mapping template language: plain variables and static text. */

/** Escapes text for use between the quotes of a JSON string. */
export const escapeJson = (text: string): string => JSON.stringify(text).slice(1, -1);

/** Replaces `$name` and `${name}` with the variables, the longest name first; unknown names stay as they are. */
export function fillTemplate(template: string, variables: Readonly<Record<string, string>>): string {
  const names = Object.keys(variables).toSorted((a, b) => b.length - a.length);
  return names.reduce(
    (text, name) =>
      text.replaceAll(`\${${name}}`, () => variables[name] ?? '').replaceAll(`$${name}`, () => variables[name] ?? ''),
    template,
  );
}

/** The value of a constant response parameter, without its quotes: `'*'` becomes `*`. */
export const staticText = (value: string): string => value.replace(/^'(?<inner>.*)'$/su, '$<inner>');
