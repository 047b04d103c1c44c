/** Judges what became of a drilled alarm. It is pure. */
import type { DrillPlan } from './plan.ts';

/** What was seen of an alarm and of what it started. */
export interface Observed {
  readonly fired: boolean;
  readonly cleared: boolean;
  /** Of the lines that filters had to count, how many their metric shows. Absent if none was written. */
  readonly lines?: { readonly written: number; readonly counted: number };
  readonly actionsEnabled: boolean;
  /** The mute rule that held back its actions; undefined if none did. */
  readonly mutedBy: string | undefined;
  readonly actions: readonly ObservedAction[];
  /** Whether it has actions for when it fires, and none for when it clears. */
  readonly clearsSilently: boolean;
  /** How many actions the template gives it when it fires; undefined if there is no template. */
  readonly designedActions: number | undefined;
  /** Why nothing emits its metric; undefined if something does. */
  readonly blind: string | undefined;
}

export interface ObservedAction {
  readonly arn: string;
  /** How often the alarm had to execute it, and how often it did. */
  readonly due: number;
  readonly executed: number;
  /** How often all alarms together executed it, and how often it reached its end; undefined if that cannot be seen. */
  readonly expected: number;
  readonly reached: number | undefined;
  /** What happened at its end, such as `shop-dev-on-alarm ran`. */
  readonly end: string;
}

export interface Outcome {
  readonly outcome: 'proven' | 'partly' | 'unproven';
  readonly text: string;
}

export function outcomeOf(plan: DrillPlan, observed: Observed): Outcome {
  const problems = problemsOf(plan, observed);
  if (problems.length > 0) return { outcome: 'unproven', text: problems.join('; ') };
  const gaps = gapsOf(plan, observed);
  const text = [...successOf(plan, observed), ...gaps].join('; ');
  return { outcome: gaps.length > 0 ? 'partly' : 'proven', text };
}

function problemsOf(plan: DrillPlan, observed: Observed): string[] {
  const { fired, cleared, lines, actionsEnabled, mutedBy, actions, designedActions, blind } = observed;
  const started = designedActions ?? actions.length;
  return [
    ...(blind === undefined ? [] : [blind]),
    ...(fired ? [] : [`it did not fire${plan.by === 'children' ? ' when the alarms of its rule fired' : ''}`]),
    ...(fired && !cleared ? ['it did not clear'] : []),
    ...(lines !== undefined && lines.counted < lines.written
      ? [`its metric shows ${lines.counted} of the ${lines.written} log lines that its filters had to count`]
      : []),
    ...(designedActions !== undefined && designedActions > 0 && actions.length === 0
      ? ['it has no action, and the template gives it one']
      : []),
    ...(started > 0 && !actionsEnabled ? ['its actions are disabled'] : []),
    ...(fired && actionsEnabled && mutedBy === undefined ? actions.flatMap(problemOf) : []),
  ];
}

function problemOf({ arn, due, executed, reached }: ObservedAction): string[] {
  if (executed < due) return [`it executed ${nameIn(arn)} ${executed} times instead of ${due}`];
  return reached === 0 && due > 0 ? [`it executed ${nameIn(arn)}, which never ran to its end`] : [];
}

/** What a drill could not show. */
function gapsOf(plan: DrillPlan, { actions, mutedBy }: Observed): string[] {
  const filters = plan.by === 'log' || plan.by === 'metric' ? plan.unprovenFilters : [];
  return [
    ...(plan.by === 'state' ? [`only its actions are proven: ${plan.why}`] : []),
    ...filters.map((group) => `no line could be made for its filter on ${group}`),
    ...(mutedBy === undefined ? [] : [`mute rule ${mutedBy} holds back its actions, so nothing shows that they work`]),
    ...(mutedBy === undefined ? actions : []).flatMap(({ arn, expected, reached, end }) => {
      if (reached === undefined) return [`the end of ${nameIn(arn)} cannot be followed`];
      return reached < expected ? [`${end} only ${reached} times for ${expected} actions`] : [];
    }),
  ];
}

function successOf(plan: DrillPlan, { lines, actions, clearsSilently, mutedBy }: Observed): string[] {
  const ways: Readonly<Record<DrillPlan['by'], string>> = {
    log: `fired on ${lines?.written ?? 0} log ${lines?.written === 1 ? 'line' : 'lines'}`,
    metric: 'fired on its metric',
    state: 'was set to ALARM',
    children: 'fired with the alarms of its rule',
  };
  const ends = [...new Set(actions.map(({ end }) => end))];
  if (mutedBy !== undefined) return [`${ways[plan.by]} and cleared`];
  return [
    `${ways[plan.by]} and cleared; ${ends.length === 0 ? 'it has no action' : ends.join(', ')}`,
    ...(clearsSilently ? ['it has no action for when it clears'] : []),
  ];
}

const nameIn = (arn: string): string => arn.split(':').slice(6).join(':') || arn;
