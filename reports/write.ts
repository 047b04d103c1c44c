import { join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { renderHtml } from './html/page.tsx';
import { renderJUnit } from './junit.ts';
import { renderMarkdown } from './markdown.ts';
import { readRun, type Run } from './run.ts';

export const REPORT_FORMATS = ['html', 'md', 'junit'] as const;

type ReportFormat = (typeof REPORT_FORMATS)[number];

const WRITERS: Record<ReportFormat, { file: string; render: (run: Run) => string }> = {
  html: { file: 'report.html', render: renderHtml },
  md: { file: 'report.md', render: renderMarkdown },
  junit: { file: 'junit.xml', render: renderJUnit },
};

/**
 * Writes the reports into the run directory.
 *
 * @returns their paths, in the order of `formats`
 */
export async function writeReport(
  directory: string,
  formats: readonly ReportFormat[] = REPORT_FORMATS,
): Promise<string[]> {
  const run = await readRun(directory);
  const paths: string[] = [];
  for (const format of formats) {
    const { file, render } = WRITERS[format];
    const path = join(directory, file);
    await writeFileAtomic(path, render(run));
    paths.push(path);
  }
  return paths;
}
