/**
 * The seal of a run directory: when the run ends, the journal gets the digest of every other file, and
 * `journal.sha256` the digest of the journal. Reports may be written again later, so they are not sealed.
 */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Journal } from '../schemas/index.ts';
import { readEvidenceText } from '../schemas/evidence-files.ts';
import { fileDigest } from './digest.ts';
import { whyUnreadable } from './json.ts';

export const JOURNAL_FILE = 'journal.json';
export const JOURNAL_DIGEST_FILE = 'journal.sha256';
export const SIGNATURE_FILE = 'journal.sig';

/** Files beside the evidence that no seal covers. */
const NOT_EVIDENCE: ReadonlySet<string> = new Set([
  JOURNAL_FILE,
  JOURNAL_DIGEST_FILE,
  SIGNATURE_FILE,
  'report.html',
  'traces.html',
  'annotations.txt',
  'report.md',
  'junit.xml',
]);

/** What file managers leave in the folders that they show. */
const LITTER: ReadonlySet<string> = new Set(['.DS_Store', 'Thumbs.db', 'desktop.ini']);

type Seals = NonNullable<Journal['seals']>;

/** The digests of all files that a run has left, by name. */
export async function sealsOf(directory: string): Promise<Seals> {
  const seals: Record<string, string> = {};
  for (const file of await evidenceIn(directory)) seals[file] = await fileDigest({ directory, file });
  return seals;
}

/** The line that `sha256sum` writes for the journal, so that `sha256sum --check journal.sha256` verifies it. */
export function digestLine(digest: string): string {
  return `${digest}  ${JOURNAL_FILE}\n`;
}

/**
 * How the files of a run differ from their seals, one sentence for each file.
 *
 * @param known digests of files that were read already
 */
export async function changesSince(
  directory: string,
  seals: Seals,
  known: ReadonlyMap<string, string>,
): Promise<string[]> {
  const present = new Set(await evidenceIn(directory));
  const changes: string[] = [];
  for (const [file, sealed] of Object.entries(seals)) {
    const change = present.delete(file)
      ? await changeOf(directory, file, sealed, known.get(file))
      : `${file} is missing`;
    if (change !== undefined) changes.push(change);
  }
  return [...changes, ...[...present].map((file) => `${file} was added after the run had ended`)];
}

async function changeOf(
  directory: string,
  file: string,
  sealed: string,
  known: string | undefined,
): Promise<string | undefined> {
  try {
    const digest = known ?? (await fileDigest({ directory, file }));
    return digest === sealed ? undefined : `${file} was changed after the run had ended`;
  } catch (error) {
    return whyUnreadable(file, error);
  }
}

/** How the journal differs from `journal.sha256`, if it does. */
export async function changeOfJournal(directory: string): Promise<string | undefined> {
  try {
    const line = await readEvidenceText(directory, JOURNAL_DIGEST_FILE);
    const digest = await fileDigest({ directory, file: JOURNAL_FILE });
    return line === digestLine(digest)
      ? undefined
      : `${JOURNAL_FILE} does not have the digest in ${JOURNAL_DIGEST_FILE}`;
  } catch (error) {
    return whyUnreadable(JOURNAL_DIGEST_FILE, error);
  }
}

/** The names of all files of a run that may be evidence, in order; also of what is no ordinary file. */
async function evidenceIn(directory: string, folder = ''): Promise<string[]> {
  const entries = await readdir(join(directory, folder), { withFileTypes: true });
  const files = await Promise.all(
    entries.map(async (entry): Promise<string[]> => {
      const name = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (LITTER.has(entry.name) || NOT_EVIDENCE.has(name)) return [];
      return entry.isDirectory() ? evidenceIn(directory, name) : [name];
    }),
  );
  return files.flat().sort();
}
