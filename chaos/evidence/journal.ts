import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { EVIDENCE_VERSION, Journal } from '../schemas/index.ts';
import { JournalError, RunDirectoryError } from './errors.ts';
import { parseJson, whyUnreadable } from './json.ts';

const FILE = 'journal.json';
const Versioned = z.object({ version: z.json() });

/**
 * @throws RunDirectoryError when there is no directory at that path
 * @throws JournalError when the directory holds no journal that can be read
 */
export async function readJournal(directory: string): Promise<Journal> {
  const found = await stat(directory).catch(() => undefined);
  if (found?.isDirectory() !== true) {
    throw new RunDirectoryError(
      `There is no directory ${directory}. Give the directory of a run, such as reports/runs/gameday/latest.`,
    );
  }
  try {
    const document = parseJson(await readFile(join(directory, FILE), 'utf8'));
    const { version } = Versioned.parse(document);
    if (version !== EVIDENCE_VERSION) {
      throw new JournalError(
        `${FILE} is of evidence version ${JSON.stringify(version)}; this evenkeel reads version ${EVIDENCE_VERSION}`,
      );
    }
    return Journal.parse(document);
  } catch (error) {
    throw error instanceof JournalError ? error : new JournalError(whyUnreadable(FILE, error));
  }
}
