import * as z from 'zod';
import { driftKindsOf } from '../../drift/index.ts';
import type { Draft } from '../draft.ts';
import type { Problem } from '../problems.ts';
import { mistakesOf, within, wording } from '../../schemas/mistakes.ts';
import { unknownName } from './names.ts';
import type { Surroundings } from './probes.ts';

/** Drift and a judged reconcile run need the stores that the system's definition describes. */
export function driftProblems({ drift = [], reconcile }: Draft, { system, stores }: Surroundings): Problem[] {
  if (system === undefined) {
    const why = "needs the system's stores, but the system has no definition that describes them";
    return [
      ...drift.map((_, at) => ({ path: `drift[${at}]`, message: why })),
      ...(reconcile === undefined ? [] : [{ path: 'reconcile', message: `a judged reconcile run ${why}` }]),
    ];
  }
  return drift.flatMap(({ parameters }, at) => [
    ...(reconcile === undefined
      ? [{ path: `drift[${at}]`, message: 'seeds drift, which only a reconcile run finds; add reconcile' }]
      : []),
    ...kindProblems(parameters, `drift[${at}].parameters`, { system, stores }),
  ]);
}

const Parameters = z.looseObject({ kind: z.string() });

function kindProblems(
  parameters: unknown,
  path: string,
  { system, stores }: Pick<Surroundings, 'system' | 'stores'>,
): Problem[] {
  const parsed = Parameters.safeParse(parameters ?? {}, wording);
  if (!parsed.success) return within(path, mistakesOf(parsed.error.issues));
  const { kind: name, ...rest } = parsed.data;
  const kinds = driftKindsOf(system);
  const kind = kinds.find((one) => one.kind === name);
  if (kind === undefined) {
    return unknownName(
      'kind of drift',
      { name, path: `${path}.kind` },
      kinds.map((one) => one.kind),
    );
  }
  const given = (kind.parameters ?? z.strictObject({})).safeParse(rest, wording);
  if (!given.success) return within(path, mistakesOf(given.error.issues));
  if (stores === undefined) return [];
  const misfits = kind.problems?.(given.data as never, stores) ?? [];
  return misfits.map(({ parameter, message }) => ({ path: `${path}.${parameter}`, message }));
}
