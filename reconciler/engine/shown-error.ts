/** Errors in reasons: the message of a store or of a user's function may contain the value that it rejects. */
import { RunStoppedError, StoreReadError } from './errors.ts';

/** The message, or the error's name and codes if the message may show a sensitive value. */
export function shownError(error: unknown, isSensitive: boolean): string {
  if (!(error instanceof Error)) return isSensitive ? WITHHELD : String(error);
  if (!isSensitive || error instanceof RunStoppedError || error instanceof StoreReadError) return error.message;
  const { code, constraint, column } = error as { code?: unknown; constraint?: unknown; column?: unknown };
  const named = Object.entries({ code, constraint, column }).flatMap(([name, value]) =>
    typeof value === 'string' && value !== '' ? [`${name} ${value}`] : [],
  );
  return [`${error.name}: ${WITHHELD}`, ...named].join(', ');
}

const WITHHELD = 'its message is withheld, because the rule has sensitive fields';
