import * as z from 'zod';

/** A template that cannot be provisioned here; nothing of it was made. */
export class UnknownResourceTypesError extends Error {
  override readonly name = 'UnknownResourceTypesError';

  /** @param unknown one line for each resource: `<stack>/<logical id>: <type>` */
  constructor(unknown: readonly string[]) {
    super(
      `The template has resources of types that are not simulated:\n${unknown.map((line) => `  ${line}`).join('\n')}\n` +
        'Leave them out of the stage that is booted here. One that does nothing a test would see gets a line with its reason in ' +
        'local/provision/unsimulated.ts.',
    );
  }
}

/** A resource that could not be made. */
export class ResourceFailedError extends Error {
  override readonly name = 'ResourceFailedError';

  constructor(stack: string, logicalId: string, type: string, cause: unknown) {
    const reason =
      cause instanceof z.ZodError ? z.prettifyError(cause) : cause instanceof Error ? cause.message : String(cause);
    super(`${stack}/${logicalId} (${type}) could not be made: ${reason}`, { cause });
  }
}
