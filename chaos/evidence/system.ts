import { ChaosError } from '../errors.ts';
import type { Journal } from '../schemas/index.ts';
import type { LoadedSystem, SystemDefinition } from '../system/index.ts';

/** A run was judged by a definition that differs from the given one, so its verdict could not be repeated. */
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
      `the run was judged by the definition of the system ${system.name}; give the file of that definition`,
    );
  }
  if (loaded.digest === system.digest) return loaded.definition;
  throw new SystemMismatchError(
    `the run was judged by another definition of the system ${system.name}: its digest is ${short(system.digest)}, and the digest of ${loaded.definition.name} here is ${short(loaded.digest)}; give the definition as it was at the time of the run`,
  );
}

const short = (digest: string): string => digest.slice(0, 12);
