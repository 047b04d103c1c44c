import type { Log, LogFields } from '../../../services/shared/logger.ts';

type Line = LogFields & { readonly level: string; readonly message: string };

/** A log that records its lines. */
export function recordingLog() {
  const lines: Line[] = [];
  const write = (level: string) => (message: string, fields: LogFields) => {
    lines.push({ level, message, ...fields });
  };
  const log: Log = { info: write('info'), warn: write('warn'), error: write('error') };
  return { log, lines };
}
