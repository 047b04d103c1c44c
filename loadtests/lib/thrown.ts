import { open } from 'node:fs/promises';
import { MAX_LOG_BYTES, thrownIn, type ThrownErrors } from '@evenkeel/chaos/schemas/thrown';

/** @returns undefined if no journey threw, as far as the first megabytes of the log show */
export async function readThrown(logFile: string): Promise<ThrownErrors | undefined> {
  const file = await open(logFile);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(MAX_LOG_BYTES), 0, MAX_LOG_BYTES, 0);
    return thrownIn(buffer.toString('utf8', 0, bytesRead));
  } finally {
    await file.close();
  }
}
