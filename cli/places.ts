import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cacheFolder } from '@evenkeel/local/cache-folder';

/** The folder that holds services/, cli/ and the rest: the repository, or `dist/` in the package. */
export const projectRoot = dirname(dirname(fileURLToPath(import.meta.url)));

/** The folder for what is expensive to make: k6, DynamoDB Local, synthesized templates, the record of running systems. */
export const cacheDirectory = cacheFolder;

/** The folder for run directories: `reports/runs` below the working directory. */
export function runsDirectory(): string {
  return join(process.cwd(), 'reports', 'runs');
}

/** The folder for synthesized templates with their bundles, each named by the hash of its sources. */
export const assembliesDirectory = (): string => join(cacheDirectory(), 'assemblies');
