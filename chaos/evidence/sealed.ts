import type { KeyObject } from 'node:crypto';
import type { Journal } from '../schemas/index.ts';
import { readEvidenceText } from '../schemas/evidence-files.ts';
import { complete, incomplete, type Part, type Seal } from './evidence.ts';
import { whyUnreadable } from './json.ts';
import { changeOfJournal, changesSince, JOURNAL_FILE, SIGNATURE_FILE } from './seal.ts';
import { isSignatureOf } from './signature.ts';

interface SealedRun {
  readonly directory: string;
  readonly journal: Pick<Journal, 'seals'>;
  /** Digests of files that were read already. */
  readonly known: ReadonlyMap<string, string>;
  /** The key that must have signed the journal; undefined if no signature is demanded. */
  readonly signer: KeyObject | undefined;
}

/** Compares the files of a run with what was sealed when it ended. */
export async function readSeal({ directory, journal, known, signer }: SealedRun): Promise<Part<Seal>> {
  const { seals } = journal;
  if (seals === undefined) {
    return incomplete(
      `${JOURNAL_FILE} has no seals: the run did not end by itself, or an evenkeel that sealed no files wrote it`,
    );
  }
  const ofJournal = await changeOfJournal(directory);
  const ofSignature = signer === undefined ? undefined : await signatureProblem(directory, signer);
  const changes = [
    ...(ofJournal === undefined ? [] : [ofJournal]),
    ...(ofSignature === undefined ? [] : [ofSignature]),
    ...(await changesSince(directory, seals, known)),
  ];
  return complete({ files: Object.keys(seals).length, changes, isSigned: signer !== undefined });
}

async function signatureProblem(directory: string, signer: KeyObject): Promise<string | undefined> {
  try {
    const signature = await readEvidenceText(directory, SIGNATURE_FILE);
    const journal = Buffer.from(await readEvidenceText(directory, JOURNAL_FILE));
    return isSignatureOf(journal, signature, signer)
      ? undefined
      : `${SIGNATURE_FILE} is no signature of ${JOURNAL_FILE} by the given key`;
  } catch (error) {
    return whyUnreadable(SIGNATURE_FILE, error);
  }
}
