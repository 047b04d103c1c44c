/** What of a deployment decides when alarms fire and what they start, in one form for templates and for AWS's answers. */

export type PartKind = 'alarm' | 'mute rule' | 'metric filter' | 'schedule' | 'dashboard';

/** JSON under the names that CloudFormation gives to the properties. */
export type Properties = Readonly<Record<string, unknown>>;

export interface Part {
  readonly kind: PartKind;
  /** Its physical name, by which AWS finds it. */
  readonly name: string;
  /** The log group of a metric filter, the group of a schedule. */
  readonly group?: string;
  readonly properties: Properties;
}

/** A part as the unmodified template describes it, with its references resolved. */
export interface DesignedPart extends Part {
  /** Its id in the template, for a part without a name. */
  readonly logicalId: string;
  /** Properties whose values are known only to CloudFormation. They are not compared. */
  readonly unresolved: readonly string[];
  /** False if the stack does not have the resource at all. */
  readonly exists: boolean;
}

export interface Design {
  readonly parts: readonly DesignedPart[];
  /** What of the template cannot be compared, and why. */
  readonly omitted: readonly string[];
}

/** What a part is called in sentences: its name without the stage's prefix. */
export function titleOf({ kind, name, group, properties }: Part, prefix: string): string {
  const short = (text: string) => (text.startsWith(prefix) ? text.slice(prefix.length) : text);
  if (kind !== 'metric filter') return `${kind} ${short(name)}`;
  const [first] = listOf(properties['MetricTransformations']);
  const metric = first?.['MetricName'];
  return `metric filter of ${typeof metric === 'string' ? metric : short(name)} on ${group ?? 'its log group'}`;
}

/** The objects in a property that is a list. */
export function listOf(value: unknown): Properties[] {
  return Array.isArray(value)
    ? value.filter((each): each is Properties => typeof each === 'object' && each !== null)
    : [];
}
