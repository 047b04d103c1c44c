/** What the unmodified templates of a system say about its alarms, mute rules, metric filters, schedules and dashboards. */
import { type Design, type DesignedPart, type ResourceKind, resourceKinds } from '@evenkeel/chaos/deployment';
import { resolve, type Scope } from '@evenkeel/local/provision/template/resolve';
import { type DeployedStack, type StackTemplate, stackScope, UnresolvedError } from './stack-scope.ts';

export interface StackDesign {
  readonly template: StackTemplate;
  readonly stack: DeployedStack;
}

/** @param exported the values that stacks export, by their export names */
export function designOf(stacks: readonly StackDesign[], exported: ReadonlyMap<string, string>): Design {
  const omitted: string[] = [];
  const parts = stacks.flatMap(({ template, stack }) => {
    const scope = stackScope(template, stack, exported);
    return Object.entries(template.Resources).flatMap(([logicalId, { Type, Properties = {} }]) => {
      const kind = resourceKinds.find(({ type }) => type === Type);
      if (kind !== undefined) return [partOf(kind, { logicalId, given: Properties, stack, scope, omitted })];
      if (UNCOMPARED.has(Type)) omitted.push(`${logicalId} of ${stack.name}: ${Type} is not compared`);
      return [];
    });
  });
  return { parts, omitted };
}

/** Types that start something on a schedule or an event, and that the comparison does not read. */
const UNCOMPARED = new Set([
  'AWS::Events::Rule',
  'AWS::CloudWatch::AnomalyDetector',
  'AWS::CloudWatch::InsightRule',
  'AWS::CloudWatch::LogAlarm',
]);

interface Described {
  readonly logicalId: string;
  readonly given: Readonly<Record<string, unknown>>;
  readonly stack: DeployedStack;
  readonly scope: Scope;
  /** Receives what cannot be resolved. */
  readonly omitted: string[];
}

function partOf({ kind, nameProperty, groupProperty, properties }: ResourceKind, described: Described): DesignedPart {
  const { logicalId, given, stack, scope, omitted } = described;
  const resolved: Record<string, unknown> = {};
  const unresolved: string[] = [];
  for (const [property, value] of Object.entries(given)) {
    try {
      const known = resolve(value, scope);
      if (known !== undefined) resolved[property] = known;
    } catch (error) {
      if (!(error instanceof UnresolvedError || error instanceof TypeError)) throw error;
      unresolved.push(property);
      omitted.push(`${kind} ${logicalId}: ${property} is not compared: ${error.message}`);
    }
  }
  const physical = stack.resources.get(logicalId);
  const name = textOf(resolved[nameProperty]) ?? nameIn(physical) ?? logicalId;
  const group = groupProperty === undefined ? undefined : textOf(resolved[groupProperty]);
  return {
    kind,
    logicalId,
    name,
    ...(group !== undefined && { group }),
    properties: properties(resolved),
    unresolved,
    exists: physical !== undefined,
  };
}

const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

/** The physical id of a schedule may have its group before its name. */
const nameIn = (physical: string | undefined): string | undefined => physical?.split('|').at(-1);
