/** A CloudFormation template as JSON: only what is looked at here. */
interface Template {
  readonly Resources: Readonly<
    Record<string, { readonly Type: string; readonly Properties?: Readonly<Record<string, unknown>> }>
  >;
}

/** The template without the alarm whose name ends so, and without what refers to it; others as they are. */
export function withoutAlarm<Given extends Template>(template: Given, nameEnding: string): Given {
  const { Resources } = template;
  const [alarm] = Object.entries(Resources).filter(
    ([, { Type, Properties }]) =>
      Type === 'AWS::CloudWatch::Alarm' && lastTextOf(Properties?.['AlarmName']).endsWith(nameEnding),
  );
  if (alarm === undefined) return template;
  const gone = new Set([alarm[0]]);
  for (const [id, resource] of Object.entries(Resources)) {
    if (refersTo(resource, alarm[0])) gone.add(id);
  }
  return { ...template, Resources: Object.fromEntries(Object.entries(Resources).filter(([id]) => !gone.has(id))) };
}

/** A name may be joined of parts; the last text in it is its ending. */
function lastTextOf(value: unknown): string {
  if (typeof value === 'string') return value;
  const texts = JSON.stringify(value ?? '').match(/"(?:[^"\\]|\\.)*"/g) ?? [];
  return JSON.parse(texts.at(-1) ?? '""') as string;
}

function refersTo(resource: unknown, id: string): boolean {
  const text = JSON.stringify(resource);
  return text.includes(`{"Ref":"${id}"}`) || text.includes(`{"Fn::GetAtt":["${id}",`);
}
