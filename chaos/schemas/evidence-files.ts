/**
 * Opens the files of a run directory. Such a directory may come from anybody, so a name in it leads to no file outside,
 * only ordinary files are read, and no file or line without end fills the memory.
 */
import { constants } from 'node:fs';
import { type FileHandle, open, realpath } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { ChaosError } from '../errors.ts';

/** Small, so that each chunk is freed by a minor garbage collection. */
const CHUNK_BYTES = 1 << 16;

/** Maximum size of a file that is read whole, in bytes: a journal of the longest run has a few megabytes. */
const MAX_DOCUMENT_BYTES = 64 * 1024 * 1024;

/** Maximum length of a line, in characters. A record of a store has at most a few megabytes. */
const MAX_LINE_LENGTH = 16 * 1024 * 1024;

/** Maximum depth of lists and objects within each other: what checks them recurses. */
const MAX_NESTING = 500;

/** A name such as `state/end/shop.orders.ndjson`: no part of it is `..` or empty, and none starts with a dot. */
const NAME = /^\w[\w.-]*(?:\/\w[\w.-]*)*$/;

/** A file of a run directory is not one that a run writes, so it is not read. */
export class EvidenceFileError extends ChaosError {
  override readonly name = 'EvidenceFileError';
}

/**
 * @param name of the file in the run directory, with `/` between its parts
 * @throws EvidenceFileError if it is outside, is no ordinary file, or has no valid name
 * @throws the file system's error if it cannot be opened
 */
async function openFile(directory: string, name: string): Promise<FileHandle> {
  if (!NAME.test(name)) throw new EvidenceFileError('it has no name that a run gives to a file');
  const path = join(directory, ...name.split('/'));
  const inside = relative(await realpath(directory), await realpath(dirname(path)));
  if (inside === '..' || inside.startsWith(`..${sep}`)) throw new EvidenceFileError('it is outside the run directory');
  // Not a link, which may lead outside; and without waiting for the other end of a FIFO.
  const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK).catch(linkRefused);
  if ((await file.stat()).isFile()) return file;
  await file.close();
  throw new EvidenceFileError('it is not an ordinary file');
}

function linkRefused(error: unknown): never {
  if ((error as NodeJS.ErrnoException).code === 'ELOOP') throw new EvidenceFileError('it is a link');
  throw error;
}

/**
 * The text of a whole file.
 *
 * @throws EvidenceFileError also if the file is larger than 64 MB
 */
export async function readEvidenceText(directory: string, name: string): Promise<string> {
  const file = await openFile(directory, name);
  try {
    const { size } = await file.stat();
    if (size > MAX_DOCUMENT_BYTES) throw new EvidenceFileError(`it is larger than ${MAX_DOCUMENT_BYTES} bytes`);
    return await file.readFile('utf8');
  } finally {
    await file.close();
  }
}

/** The bytes of a file, in chunks. */
export async function* evidenceBytes(directory: string, name: string): AsyncGenerator<Buffer> {
  const file = await openFile(directory, name);
  yield* file.createReadStream({ highWaterMark: CHUNK_BYTES }) as AsyncIterable<Buffer>;
}

/**
 * The lines of a file, in the batches in which they are read.
 *
 * @throws EvidenceFileError also if a line is longer than 16 million characters
 */
export async function* evidenceLines(directory: string, name: string): AsyncGenerator<readonly string[]> {
  const file = await openFile(directory, name);
  const chunks: AsyncIterable<string> = file.createReadStream({ encoding: 'utf8', highWaterMark: CHUNK_BYTES });
  // The parts of a line that is not read to its end yet; joined once, so that a long line takes linear time.
  let parts: string[] = [];
  let length = 0;
  for await (const chunk of chunks) {
    const [first = '', ...others] = chunk.split('\n');
    parts.push(first);
    length += first.length;
    if (length > MAX_LINE_LENGTH) throw new EvidenceFileError(`a line is longer than ${MAX_LINE_LENGTH} characters`);
    const last = others.pop();
    if (last === undefined) continue;
    yield [parts.join(''), ...others];
    parts = [last];
    length = last.length;
  }
  yield [parts.join('')];
}

/**
 * Parses the JSON of a run directory.
 *
 * @throws SyntaxError if it is no JSON, or has lists and objects more than 500 deep
 */
export function parseEvidence(text: string): unknown {
  // A text that is shorter cannot be so deep.
  if (text.length >= 2 * MAX_NESTING && nestingOf(text) > MAX_NESTING) {
    throw new SyntaxError(`lists and objects are more than ${MAX_NESTING} deep`);
  }
  return JSON.parse(text);
}

function nestingOf(text: string): number {
  let [depth, deepest] = [0, 0];
  let isInString = false;
  for (let index = 0; index < text.length; index += 1) {
    const character = text[index];
    if (isInString) {
      if (character === '\\') index += 1;
      else if (character === '"') isInString = false;
    } else if (character === '"') isInString = true;
    else if (character === '[' || character === '{') deepest = Math.max(deepest, (depth += 1));
    else if (character === ']' || character === '}') depth -= 1;
  }
  return deepest;
}
