import type { Provisioned, Site } from '../core/index.ts';
import type { Stack } from './assembly.ts';
import { ResourceFailedError } from './failures.ts';
import { type MadeResource, makeResource, type RunningResource } from './make-resource.ts';
import { createScope, stackIdOf } from './scope.ts';
import type { StackPorts } from './stack-ports.ts';
import { dependenciesOf, findCycle } from './template/dependencies.ts';
import { resolve } from './template/resolve.ts';
import type { Resource } from './template/template.ts';

/** A stack that has been created or updated. */
export interface CreatedStack {
  readonly name: string;
  readonly id: string;
  readonly description: string | undefined;
  /** Virtual milliseconds. */
  readonly createdAt: number;
  readonly updatedAt?: number;
  readonly outputs: readonly StackOutput[];
  readonly resources: readonly StackResource[];
  /** Its resources as they run, by their logical ids. Those that a later template no longer has keep running. */
  readonly running: Map<string, RunningResource>;
  /** What the last deployment did with its resources. */
  readonly changes: readonly StackChange[];
}

export interface StackChange {
  readonly stack: string;
  readonly logicalId: string;
  readonly type: string;
  /** `kept`: the template no longer has it, but it keeps running. */
  readonly change: 'created' | 'updated' | 'kept';
}

interface StackResource {
  readonly logicalId: string;
  readonly type: string;
  /** The value of `Ref`. */
  readonly physicalId: string;
}

interface StackOutput {
  readonly name: string;
  readonly value: unknown;
  readonly description: string | undefined;
  /** The name under which other stacks import it. */
  readonly exportName: string | undefined;
}

/**
 * Creates the resources of one stack, each as soon as those it depends on exist. A stack that runs is updated: only what
 * the template changes is touched. If one change fails, the others are taken back; what was created stays.
 */
export async function createStack(
  { name: stackName, template }: Stack,
  exported: ReadonlyMap<string, unknown>,
  ports: StackPorts,
  before?: CreatedStack,
): Promise<CreatedStack> {
  const { site } = ports;
  const provisioned = new Map<string, Provisioned>();
  const scope = createScope({ stackName, template, made: provisioned, exported, parameters: ports.parameters, site });
  const wanted = Object.fromEntries(
    Object.entries(template.Resources).filter(
      ([, { Condition }]) => Condition === undefined || scope.condition(Condition),
    ),
  );
  const made = new Map<string, MadeResource>();
  const create = async (logicalId: string, resource: Resource): Promise<void> => {
    const running = before?.running.get(logicalId);
    try {
      const one = await makeResource(stackName, logicalId, resource, scope, running, ports);
      provisioned.set(logicalId, one.provisioned);
      made.set(logicalId, one);
    } catch (error) {
      const change = running === undefined ? 'created' : 'updated';
      throw new ResourceFailedError({ stack: stackName, logicalId, type: resource.Type, change }, error);
    }
  };
  try {
    await inOrder(stackName, wanted, create, ports);
  } catch (error) {
    await takeBack([...made.values()], site);
    // What was created stays, so that another deployment finds it.
    for (const [logicalId, one] of made) if (one.change === 'created') before?.running.set(logicalId, one);
    throw error;
  }

  const outputs = Object.entries(template.Outputs).filter(
    ([, { Condition }]) => Condition === undefined || scope.condition(Condition),
  );
  const kept = [...(before?.running ?? [])].filter(([logicalId]) => !made.has(logicalId));
  return {
    name: stackName,
    id: stackIdOf(stackName, site),
    description: template.Description,
    createdAt: before?.createdAt ?? site.clock.now(),
    ...(before && { updatedAt: site.clock.now() }),
    outputs: outputs.map(([name, { Value, Description, Export }]) => ({
      name,
      value: ports.urlsHere(resolve(Value, scope)),
      description: Description,
      exportName: Export && String(resolve(Export.Name, scope)),
    })),
    resources: [...made].map(
      ([
        logicalId,
        {
          type,
          provisioned: { ref },
        },
      ]) => ({ logicalId, type, physicalId: ref }),
    ),
    running: new Map([...kept, ...made]),
    changes: [
      ...[...made].flatMap(([logicalId, { type, change }]): StackChange[] =>
        change === 'unchanged' ? [] : [{ stack: stackName, logicalId, type, change }],
      ),
      ...kept.map(([logicalId, { type }]): StackChange => ({ stack: stackName, logicalId, type, change: 'kept' })),
    ],
  };
}

/** Makes each resource as soon as those it depends on are made. Stops at the first failure. */
async function inOrder(
  stackName: string,
  wanted: Readonly<Record<string, Resource>>,
  create: (logicalId: string, resource: Resource) => Promise<void>,
  { onResource }: StackPorts,
): Promise<void> {
  const dependencies = dependenciesOf(wanted);
  const cycle = findCycle(dependencies);
  if (cycle) throw new Error(`resources of ${stackName} depend on each other: ${cycle.join(' -> ')}`);
  const stopped = new AbortController();
  const making = new Map<string, Promise<void>>();
  const make = (logicalId: string, resource: Resource): Promise<void> => {
    const known = making.get(logicalId);
    if (known) return known;
    const before = [...(dependencies.get(logicalId) ?? [])];
    const promise = Promise.all(before.flatMap((id) => (wanted[id] ? [make(id, wanted[id])] : []))).then(async () => {
      stopped.signal.throwIfAborted();
      try {
        await create(logicalId, resource);
      } catch (error) {
        stopped.abort(error);
        throw error;
      }
      onResource(stackName, logicalId);
    });
    making.set(logicalId, promise);
    return promise;
  };
  await Promise.allSettled(Object.entries(wanted).map(([logicalId, resource]) => make(logicalId, resource)));
  stopped.signal.throwIfAborted();
}

/** Takes updates back, the last one first. */
async function takeBack(made: readonly MadeResource[], { log }: Site): Promise<void> {
  for (const { undo, type } of made.toReversed()) {
    await undo?.().catch((error: unknown) => {
      log(`a change of a ${type} could not be taken back: ${String(error)}`);
    });
  }
}
