import * as z from 'zod';

/** A template contains resource types that are not simulated; nothing was provisioned. */
export class UnknownResourceTypesError extends Error {
  override readonly name = 'UnknownResourceTypesError';

  /** @param unknown one line per resource: `<stack>/<logical id>: <type>` */
  constructor(unknown: readonly string[]) {
    super(
      `the template contains resource types that are not simulated:\n${unknown.map((line) => `  ${line}`).join('\n')}\n` +
        'Leave them out of the stage that you boot here, or boot without them: `--ignore TYPE` of the commands, `ignore` of boot()',
    );
  }
}

/** What was to be done with a resource. */
interface FailedChange {
  readonly stack: string;
  readonly logicalId: string;
  readonly type: string;
  readonly change: 'created' | 'updated';
}

/** A resource could not be created or updated. */
export class ResourceFailedError extends Error {
  override readonly name = 'ResourceFailedError';

  constructor({ stack, logicalId, type, change }: FailedChange, cause: unknown) {
    const reason =
      cause instanceof z.ZodError ? z.prettifyError(cause) : cause instanceof Error ? cause.message : String(cause);
    super(`${stack}/${logicalId} (${type}) could not be ${change}: ${reason}`, { cause });
  }
}
