import { stat } from 'node:fs/promises';
import * as z from 'zod';
import { ChaosError } from '../errors.ts';
import { EVIDENCE_VERSION, Journal } from '../schemas/index.ts';
import { readEvidenceText } from '../schemas/evidence-files.ts';
import { wording } from '../schemas/mistakes.ts';
import { parseJson, whyUnreadable } from './json.ts';

const FILE = 'journal.json';
const Versioned = z.object({ version: z.json() });

/** There is no run directory at the given path. */
export class RunDirectoryError extends ChaosError {
  override readonly name = 'RunDirectoryError';
}

/** The journal of a run is missing, cut short, or of a version that this evenkeel does not read. */
export class JournalError extends ChaosError {
  override readonly name = 'JournalError';
}

/**
 * @throws RunDirectoryError when there is no directory at that path
 * @throws JournalError when the directory has no journal that can be read
 */
export async function readJournal(directory: string): Promise<Journal> {
  const found = await stat(directory).catch(() => undefined);
  if (found?.isDirectory() !== true) {
    throw new RunDirectoryError(
      `there is no directory ${directory}; give the directory of a run, such as reports/runs/short/latest`,
    );
  }
  try {
    const document = parseJson(await readEvidenceText(directory, FILE));
    const { version } = Versioned.parse(document, wording);
    if (version !== EVIDENCE_VERSION) {
      throw new JournalError(
        `${FILE} has evidence version ${JSON.stringify(version)}; this evenkeel reads version ${EVIDENCE_VERSION}`,
      );
    }
    return Journal.parse(document, wording);
  } catch (error) {
    throw error instanceof JournalError ? error : new JournalError(whyUnreadable(FILE, error));
  }
}
