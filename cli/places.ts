import { join } from 'node:path';
import { cacheFolder } from '@evenkeel/local/cache-folder';

/**
 * The cache folder, for what is expensive to make: k6, DynamoDB Local, synthesized templates; also for the record of
 * running systems.
 */
export const cacheDirectory = cacheFolder;

/** The folder for run directories: `reports/runs` below the working directory. */
export function runsDirectory(): string {
  return join(process.cwd(), 'reports', 'runs');
}

/** The folder for synthesized templates with their bundles, each named after the hash of its sources. */
export const assembliesDirectory = (): string => join(cacheDirectory(), 'assemblies');
