import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { unzipSync, zipSync } from 'fflate';
import { AwsError } from '../core/index.ts';

/** Maximum size of a function's unzipped code, in bytes. */
const MAX_UNZIPPED = 250 * 1024 * 1024;

/** The oldest time that a zip file can hold. A fixed one makes the same code give the same package. */
const MTIME = new Date('1980-01-02T00:00:00Z');

/** What identifies the code of a version. */
export interface CodeIdentity {
  /** Base64, as in `CodeSha256`. */
  readonly sha256: string;
  /** Bytes of the package. */
  readonly size: number;
}

/** The deployment package of a folder of code. Nothing is compressed, because packages stay on this machine. */
export function packageOf(directory: string): Uint8Array {
  const files = readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  const entries = files.map(
    (file) => [relative(directory, file).split(sep).join('/'), new Uint8Array(readFileSync(file))] as const,
  );
  return zipSync(Object.fromEntries(entries), { level: 0, mtime: MTIME });
}

const identities = new Map<string, CodeIdentity>();

/** The identity of a folder of code, whose files never change. */
export function identityOf(directory: string): CodeIdentity {
  const known = identities.get(directory);
  if (known) return known;
  const zip = packageOf(directory);
  const identity = { sha256: sha256Of(zip), size: zip.length };
  identities.set(directory, identity);
  return identity;
}

/**
 * Unpacks an uploaded package into a folder below `parent`, which is named after its content.
 *
 * @throws AwsError InvalidParameterValueException if it is no zip file, or names files outside its folder
 */
export async function unpack(zip: Uint8Array, parent: string): Promise<string> {
  const files = Object.entries(unzipped(zip)).filter(([path]) => !path.endsWith('/'));
  const directory = join(parent, createHash('sha256').update(zip).digest('hex').slice(0, 32));
  for (const [path, content] of files) {
    const file = join(directory, path);
    if (!file.startsWith(directory + sep)) throw notUnzippable();
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, content);
  }
  return directory;
}

function unzipped(zip: Uint8Array): Record<string, Uint8Array> {
  let total = 0;
  try {
    return unzipSync(zip, {
      filter({ originalSize }) {
        total += originalSize;
        if (total > MAX_UNZIPPED) throw tooLarge();
        return true;
      },
    });
  } catch (error) {
    if (error instanceof AwsError) throw error;
    throw notUnzippable();
  }
}

const sha256Of = (zip: Uint8Array): string => createHash('sha256').update(zip).digest('base64');

const notUnzippable = (): AwsError =>
  new AwsError(
    'InvalidParameterValueException',
    'Could not unzip uploaded file. Please check your file, then try to upload again.',
  );

const tooLarge = (): AwsError =>
  new AwsError('InvalidParameterValueException', `Unzipped size must be smaller than ${MAX_UNZIPPED} bytes`);
