import { ChaosError } from '../errors.ts';
import type { Journal } from '../schemas/index.ts';
import type { LoadedSystem, SystemDefinition } from '../system/index.ts';

/** A run was judged by another definition than the one that is given, so its verdict could not be repeated. */
export class SystemMismatchError extends ChaosError {
  override readonly name = 'SystemMismatchError';
}

/**
 * The definition by which the run is judged.
 *
 * @throws SystemMismatchError
 */
export function demandSystem(
  { system }: Pick<Journal, 'system'>,
  loaded: LoadedSystem | undefined,
): SystemDefinition | undefined {
  if (system === null) return undefined;
  if (loaded === undefined) {
    throw new SystemMismatchError(
      `The run was judged by the definition of the system ${system.name}. Give the file of that definition.`,
    );
  }
  if (loaded.digest === system.digest) return loaded.definition;
  throw new SystemMismatchError(
    `The run was judged by another definition of the system ${system.name}: its digest is ${short(system.digest)}, and that of ${loaded.definition.name} here is ${short(loaded.digest)}. Give the definition as it was when the run was made.`,
  );
}

const short = (digest: string): string => digest.slice(0, 12);
