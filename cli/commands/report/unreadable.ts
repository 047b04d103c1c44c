import { ReportError } from '../../../reports/index.ts';
import { usageFailure } from '../../failure.ts';

/** @throws CommandFailure exit 2 when the run directory has no journal that can be read; any other error as it is */
export function orUsage(error: unknown): never {
  throw error instanceof ReportError ? usageFailure(error.message, error) : error;
}
