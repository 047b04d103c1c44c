import type { SystemDescription } from '@evenkeel/chaos/schemas';
import { usageFailure } from '../failure.ts';
import type { SystemPlace } from './place.ts';
import { projectFolder } from './project.ts';
import { type RunningSystem, runningSystems } from './registry.ts';

export interface TargetOptions {
  readonly target: 'local' | 'aws';
  readonly stage: string;
  /** Prefix of the resource names of your own system; `evenkeel-<stage>-` by default. */
  readonly prefix?: string | undefined;
  /** Id of a system on this machine; by default one that this project started. */
  readonly system?: string | undefined;
  /** Cloud assembly of your own system, which defines its prefix and stage. */
  readonly app?: string | undefined;
  /** Whether the command needs the system that ships with evenkeel, or another one; undefined if any will do. */
  readonly ships?: boolean | undefined;
  /** Whether the command calls the system's API, with its keys. True by default. */
  readonly api?: boolean | undefined;
}

/** A system, and how to learn the rest about it. */
export interface LocatedSystem {
  readonly place: SystemPlace;
  readonly describe: () => Promise<SystemDescription>;
}

/**
 * Finds the system that a command works on: on this machine one that `evenkeel up` started from this project, on AWS the
 * stacks of the stage.
 *
 * @throws CommandFailure exit 2 if there is none, or more than one
 */
export async function attach(options: TargetOptions): Promise<SystemDescription> {
  const wanted = await wantedOf(options);
  if (options.target === 'aws') return onAws(wanted);
  const [system, ...others] = (await systemsOf(wanted)).filter(({ heldFor }) => heldFor === 'others');
  if (system === undefined) throw await noneUp(wanted);
  if (others.length > 0) {
    const found = [system, ...others].map((one) => whereIs(one.system));
    throw usageFailure(
      `${found.length} systems ${whatIs(wanted)} are up (${found.join(', ')}); end all but one, or choose one with --system ID`,
    );
  }
  return system.system;
}

/** Whether a system that other commands may use is up on this machine. */
export async function isUp(options: TargetOptions): Promise<boolean> {
  return (await systemsOf(await wantedOf(options))).some(({ heldFor }) => heldFor === 'others');
}

/**
 * Locates the system that a command works on, without reading its stacks on AWS.
 *
 * @throws CommandFailure exit 2 if there is none on this machine, more than one, or no region
 */
export async function locate(options: TargetOptions): Promise<SystemPlace> {
  return options.target === 'aws' ? placeOnAws(await wantedOf(options)) : attach(options);
}

/**
 * Locates all matching systems, including those that runs booted for themselves: armed faults must be visible and can be
 * stopped in any system.
 *
 * @throws CommandFailure exit 2 if there is none on this machine, or no region
 */
export async function locateEach(options: TargetOptions): Promise<readonly LocatedSystem[]> {
  const wanted = await wantedOf(options);
  if (options.target === 'aws') return [{ place: await placeOnAws(wanted), describe: () => onAws(wanted) }];
  const systems = await systemsOf(wanted);
  if (systems.length === 0) throw await noneUp(wanted);
  return systems.map(({ system }) => ({ place: system, describe: () => Promise.resolve(system) }));
}

/** Whether the command synthesized the system itself, instead of reading it from a cloud assembly of the user's. */
export const shipsWithEvenkeel = ({ app }: SystemDescription): boolean => app === undefined;

/** Identifies a system among several. */
const whereIs = ({ prefix, pid, folder }: Pick<SystemDescription, 'prefix' | 'pid' | 'folder'>): string =>
  `${String(pid)}: ${prefix}*${folder === undefined ? '' : ` of ${folder}`}`;

/** Says which system a command acts on. */
export const usedSystem = (place: SystemPlace): string =>
  place.target === 'aws' ? `system ${place.prefix}* on AWS in ${place.region}` : `system ${whereIs(place)}`;

interface Wanted {
  readonly stage: string;
  readonly prefix: string | undefined;
  /** Process of a system on this machine. */
  readonly id: number | undefined;
  readonly ships: boolean | undefined;
  readonly api: boolean;
  readonly assembly?: string;
}

async function wantedOf(options: TargetOptions): Promise<Wanted> {
  const { target, stage, prefix, system, app, ships, api = true } = options;
  if (system !== undefined && target === 'aws') {
    throw usageFailure('--system names a system on this machine: on AWS name the stage with --stage and --prefix');
  }
  const id = system === undefined ? undefined : Number(system);
  if (app === undefined) return { stage, prefix, id, ships, api };
  const { readApp } = await import('./app.ts');
  const own = await readApp(app);
  return { stage: own.stage, prefix: prefix ?? own.prefix, id, ships, api, assembly: own.assembly };
}

const prefixOnAws = ({ stage, prefix = `evenkeel-${stage}-` }: Wanted): string => prefix;

async function placeOnAws(wanted: Wanted): Promise<SystemPlace> {
  const { awsRegion } = await import('./region.ts');
  const region = await awsRegion();
  return { target: 'aws', stage: wanted.stage, region, prefix: prefixOnAws(wanted), environment: {} };
}

async function onAws(wanted: Wanted): Promise<SystemDescription> {
  const [{ describeAws }, place] = await Promise.all([import('./describe-aws.ts'), placeOnAws(wanted)]);
  return describeAws(place, wanted);
}

/** Systems that fit, of this project unless one is named by its id. */
async function systemsOf(wanted: Wanted): Promise<readonly RunningSystem[]> {
  if (wanted.id !== undefined) return (await runningSystems()).filter(({ system }) => system.pid === wanted.id);
  const own = projectFolder();
  return (await fittingSystems(wanted)).filter(({ system: { folder = own } }) => folder === own);
}

async function fittingSystems({ stage, prefix, ships }: Wanted): Promise<readonly RunningSystem[]> {
  return (await runningSystems())
    .filter(({ system }) => (prefix === undefined ? system.stage === stage : system.prefix === prefix))
    .filter(({ system }) => ships === undefined || shipsWithEvenkeel(system) === ships);
}

const whatIs = ({ stage, prefix, ships }: Wanted) =>
  prefix === undefined ? `of ${ships === false ? 'your own in ' : ''}stage ${stage}` : `${prefix}*`;

async function noneUp(wanted: Wanted) {
  const { id } = wanted;
  const all = (await runningSystems()).map(({ system }) => whereIs(system));
  if (id !== undefined) {
    const known = all.length === 0 ? 'no system is up' : `these are up: ${all.join(', ')}`;
    return usageFailure(`no system has the id ${id} on this machine; ${known}`);
  }
  const elsewhere = (await fittingSystems(wanted)).filter(({ heldFor }) => heldFor === 'others');
  const own = `evenkeel up --app ${wanted.assembly ?? 'cdk.out'}`;
  const start =
    wanted.ships === false || wanted.assembly !== undefined
      ? own
      : `evenkeel up${wanted.ships === true ? '' : `, or for an app of your own: ${own}`}`;
  const others =
    elsewhere.length === 0
      ? ''
      : `. Another project has one up, which --system ID uses: ${elsewhere.map(({ system }) => whereIs(system)).join(', ')}`;
  return usageFailure(
    `no system ${whatIs(wanted)} that ${projectFolder()} started is up on this machine; start one with: ${start}${others}`,
  );
}
