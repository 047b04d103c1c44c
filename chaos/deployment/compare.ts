/** Compares a deployment with its design, property by property. */
import { type Design, type DesignedPart, type Part, titleOf } from './part.ts';

/** Every difference, one sentence each; names are without the stage's prefix. */
export function compareDeployment({ parts }: Design, deployed: readonly Part[], prefix: string): string[] {
  const found = new Map(deployed.map((part) => [keyOf(part), part]));
  const designed = new Set(parts.map(keyOf));
  return [
    ...parts.flatMap((part) => {
      const running = part.exists ? found.get(keyOf(part)) : undefined;
      const title = titleOf(part, prefix);
      return running === undefined ? [`${title} is missing`] : differencesOf(part, running, title);
    }),
    ...deployed
      .filter((part) => !designed.has(keyOf(part)))
      .map((part) => `${titleOf(part, prefix)} is in the system, but not in the template`),
  ];
}

const keyOf = ({ kind, name, group = '' }: Part): string => JSON.stringify([kind, group, name]);

function differencesOf({ properties, unresolved }: DesignedPart, running: Part, title: string): string[] {
  const names = new Set([...Object.keys(properties), ...Object.keys(running.properties)]);
  return [...names].flatMap((name) => {
    if (isUnresolved(name, unresolved)) return [];
    const [wanted, is] = [properties[name], running.properties[name]];
    return shown(wanted) === shown(is) ? [] : [inWords(title, name, wanted, is)];
  });
}

/** A property is not compared either if only a part of it is unresolved. */
function isUnresolved(name: string, unresolved: readonly string[]): boolean {
  return unresolved.some((each) => each === name || name.startsWith(`${each}.`));
}

/** The lists of an alarm's actions, and when they run. */
const ACTIONS: Readonly<Record<string, string>> = {
  AlarmActions: 'no action',
  OKActions: 'no action when it clears',
  InsufficientDataActions: 'no action on missing data',
};

function inWords(title: string, name: string, wanted: unknown, is: unknown): string {
  const none = ACTIONS[name];
  const count = Array.isArray(wanted) ? wanted.length : 0;
  if (none !== undefined && count > 0 && Array.isArray(is) && is.length === 0) {
    return `${title} has ${none}, the template gives it ${String(count)}`;
  }
  if (name === 'ActionsEnabled' && is === false) return `${title}: its actions are disabled`;
  return `${title}: ${lowerFirst(name)} is ${shown(is)}, the template says ${shown(wanted)}`;
}

const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);

/** A value as text, with the members of objects in one order. */
function shown(value: unknown): string {
  if (value === undefined) return 'not set';
  return typeof value === 'string' ? value : JSON.stringify(ordered(value));
}

function ordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ordered);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, each]) => each !== undefined)
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([name, each]) => [name, ordered(each)]),
  );
}

/** The alarms of a design, by name, with the number of actions that each starts when it fires. */
export function designedAlarms({ parts }: Design): ReadonlyMap<string, number> {
  return new Map(
    parts
      .filter(({ kind }) => kind === 'alarm')
      .map(({ name, properties }) => [name, (properties['AlarmActions'] as readonly unknown[]).length]),
  );
}
