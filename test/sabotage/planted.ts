/** What the matrix plants in the shop: one sabotage, or two at once. */
import { OverrideError, overrideText, type Sabotage } from '../../chaos/sabotage/index.ts';
import definition from '../../systems/commerce/evenkeel.system.ts';
import { adversarySabotages } from '../adversary/sabotages/index.ts';

export interface Planted {
  /** The sabotages that it consists of: one or two. */
  readonly parts: readonly Sabotage[];
  /** What the system is booted with. */
  readonly sabotage: Sabotage;
}

/** The shop's own sabotages and those of the adversary. */
export const singles: readonly Sabotage[] = [...(definition.sabotages ?? []), ...adversarySabotages];

const SEPARATOR = '+';

export const alone = (sabotage: Sabotage): Planted => ({ parts: [sabotage], sabotage });

/** Two sabotages at once. Their marks and what they see begin with the name of the one that was executed. */
export function together(one: Sabotage, other: Sabotage, experiment: string): Planted {
  const parts = [one, other];
  const name = parts.map((part) => part.name).join(SEPARATOR);
  const seeing = parts.filter(({ seen }) => seen !== undefined);
  const sabotage: Sabotage = {
    name,
    culprit: parts.map(({ culprit }) => culprit).join(' '),
    expectedCheck: one.expectedCheck,
    experiment,
    overrides: parts.flatMap((part) =>
      (part.overrides ?? []).map((each) => ({ ...each, replace: markedAs(name, part.name, each.replace) })),
    ),
    changes: parts.flatMap(({ changes = [] }) => changes),
    environment: parts.flatMap(({ environment = [] }) => environment),
    ...(seeing.length > 0 && {
      seen: async (deployed) => {
        const found = await Promise.all(
          seeing.map(async (part) => {
            const detail = await part.seen?.(deployed);
            return detail === undefined ? [] : [`${part.name}: ${detail}`];
          }),
        );
        return found.flat().length === 0 ? undefined : found.flat().join('; ');
      },
    }),
  };
  return { parts, sabotage };
}

/** The mark of a part, as a mark of the pair. */
const markedAs = (pair: string, part: string, replace: string): string =>
  replace.replaceAll(`sabotage: '${part}', detail: `, `sabotage: '${pair}', detail: '${part}: ' + `);

/**
 * Whether two sabotages touch different things: their overrides give the same sources in either order, and their
 * changes apply to different resources.
 *
 * @param sourceOf the source of a module
 */
export function areIndependent(one: Sabotage, other: Sabotage, sourceOf: (module: string) => string): boolean {
  const modules = new Set((one.overrides ?? []).map(({ module }) => module));
  const shared = [...modules].filter((module) => other.overrides?.some((each) => each.module === module));
  return (
    shared.every((module) => commute(one, other, module, sourceOf(module))) &&
    (one.changes ?? []).every((change) => (other.changes ?? []).every((each) => apply(change, each))) &&
    (one.environment === undefined || other.environment === undefined)
  );
}

function commute(one: Sabotage, other: Sabotage, module: string, source: string): boolean {
  const apply = (text: string, { overrides = [] }: Sabotage) =>
    overrides.filter((each) => each.module === module).reduce(overrideText, text);
  try {
    return apply(apply(source, one), other) === apply(apply(source, other), one);
  } catch (error) {
    if (error instanceof OverrideError) return false;
    throw error;
  }
}

type Change = NonNullable<Sabotage['changes']>[number];

/** Whether they apply to different resources, as far as their own texts show it. */
function apply(one: Change, other: Change): boolean {
  if (one.type !== other.type) return true;
  const common = Object.keys(one.where).filter((property) => property in other.where);
  return common.some((property) => one.where[property] !== other.where[property]);
}

/**
 * The sabotage or pair of this name.
 *
 * @throws Error that lists the names
 */
export function plantedNamed(name: string): Planted {
  const parts = name.split(SEPARATOR).map((part) => {
    const found = singles.find((single) => single.name === part);
    if (found !== undefined) return found;
    throw new Error(`no sabotage ${part}; choose one of ${singles.map((single) => single.name).join(', ')}`);
  });
  const [one, other, ...more] = parts;
  if (one === undefined || more.length > 0)
    throw new Error(`${name} must be one sabotage, or two joined by ${SEPARATOR}`);
  return other === undefined ? alone(one) : together(one, other, sharedExperiment(one, other));
}

/** Every experiment compares the deployment with its template. */
const SHOWN_EVERYWHERE = 'deployed-as-designed';
/** It has refusals, crashes, price changes, drift and a reconcile run, so most sabotages show in it. */
const WIDEST = 'commerce_short';

/** The experiment of a pair: one in which at least one part shows, and both if the parts' own experiments allow it. */
export function sharedExperiment(one: Sabotage, other: Sabotage): string {
  if (one.expectedCheck === SHOWN_EVERYWHERE) return other.experiment;
  if (other.expectedCheck === SHOWN_EVERYWHERE) return one.experiment;
  return other.experiment === WIDEST ? WIDEST : one.experiment;
}
