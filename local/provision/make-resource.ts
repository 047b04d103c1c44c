/** Creates one resource of a template, or changes it if it runs already. */
import * as z from 'zod';
import type { Provisioned, ShiftTraffic } from '../core/index.ts';
import { createCustomResource, isCustomResource } from './custom-resources/create.ts';
import { stackIdOf } from './scope.ts';
import type { StackPorts } from './stack-ports.ts';
import { resolveDynamicReferences } from './template/dynamic-references.ts';
import { resolve, type Scope } from './template/resolve.ts';
import type { Resource } from './template/template.ts';

/** A resource that runs: what it was made of, and what it returns to the template. */
export interface RunningResource {
  readonly type: string;
  /** Its resolved properties. */
  readonly properties: unknown;
  readonly provisioned: Provisioned;
}

/** A resource after a deployment. */
export interface MadeResource extends RunningResource {
  readonly change: 'created' | 'updated' | 'unchanged';
  /** Takes an update back. Absent where there is nothing to take back, or no way to. */
  readonly undo?: (() => Promise<void>) | undefined;
}

/** The update policy of an alias, as CloudFormation names its members. */
const aliasUpdate = z.object({
  ApplicationName: z.string(),
  DeploymentGroupName: z.string(),
  BeforeAllowTrafficHook: z.string().optional(),
  AfterAllowTrafficHook: z.string().optional(),
});

/** @param running the same resource before the deployment; undefined for a new one */
export async function makeResource(
  stackName: string,
  logicalId: string,
  resource: Resource,
  scope: Scope,
  running: RunningResource | undefined,
  ports: StackPorts,
): Promise<MadeResource> {
  const { Type: type } = resource;
  const properties = resolveDynamicReferences(resolve(resource.Properties, scope), ports.lookUpSecret);
  if (running !== undefined) {
    if (running.type !== type) throw new Error(`it is a ${running.type}; give the new resource another id`);
    if (JSON.stringify(running.properties) === JSON.stringify(properties)) return { ...running, change: 'unchanged' };
  }
  const context = {
    stackName,
    logicalId,
    defaultName: `${stackName}-${logicalId}`,
    assetDirectory: ports.assetDirectory,
  };
  const made = { type, properties, change: running === undefined ? ('created' as const) : ('updated' as const) };
  if (isCustomResource(type) && !ports.types.has(type)) {
    const custom = { ...context, stackId: stackIdOf(stackName, ports.site) };
    const asAdministrator = { ...ports, administrator: ports.site.access.administrator };
    return { ...made, provisioned: await createCustomResource(type, properties, custom, asAdministrator, running) };
  }
  const { parse, create, update } = typeNamed(type, ports);
  const parsed = parse(properties) as never;
  if (running === undefined) return { ...made, provisioned: await create(parsed, context) };
  const previous = parse(running.properties) as never;
  if (update === undefined) throw new Error('it cannot be changed while the system runs; start the system again');
  if (update === 'create') {
    const undo = async () => {
      await create(previous, context);
    };
    return { ...made, provisioned: await create(parsed, context), undo };
  }
  const shiftTraffic = shiftOf(resource, scope, ports);
  const { undo, ...provisioned } = await update(parsed, {
    ...context,
    previous,
    provisioned: running.provisioned,
    shiftTraffic,
  });
  return { ...made, provisioned, undo };
}

function typeNamed(type: string, { types }: StackPorts) {
  const found = types.get(type);
  if (found === undefined) throw new Error(`the type ${type} is not simulated`);
  return found;
}

function shiftOf({ UpdatePolicy }: Resource, scope: Scope, { shiftTraffic }: StackPorts): ShiftTraffic | undefined {
  const policy = UpdatePolicy?.CodeDeployLambdaAliasUpdate;
  if (policy === undefined) return undefined;
  const parsed = aliasUpdate.parse(resolve(policy, scope));
  return shiftTraffic({
    application: parsed.ApplicationName,
    group: parsed.DeploymentGroupName,
    beforeAllowTraffic: parsed.BeforeAllowTrafficHook,
    afterAllowTraffic: parsed.AfterAllowTrafficHook,
  });
}
