import { join } from 'node:path';
import type { Journal, VerdictName } from '@evenkeel/chaos/schemas';
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

interface ReportOptions {
  readonly formats?: readonly ReportFormat[];
  /** The verdict on the evidence as it is now; by default, the report shows the one that the journal states. */
  readonly judgement?: Pick<Journal, 'checks' | 'reasons'> & { readonly verdict: VerdictName };
}

function judgedAgain(run: Run, judgement: ReportOptions['judgement']): Run {
  if (judgement === undefined) return run;
  const { verdict, reasons, checks } = judgement;
  const stated = run.journal.verdict;
  const contradiction =
    stated === null || stated === verdict ? [] : [`the journal states ${stated}, but the evidence gives ${verdict}`];
  return { ...run, journal: { ...run.journal, verdict, reasons, checks }, gaps: [...run.gaps, ...contradiction] };
}

/**
 * Writes the reports into the run directory.
 *
 * @returns their paths, in the order of `formats`
 */
export async function writeReport(
  directory: string,
  { formats = REPORT_FORMATS, judgement }: ReportOptions = {},
): Promise<string[]> {
  const run = judgedAgain(await readRun(directory), judgement);
  const paths: string[] = [];
  for (const format of formats) {
    const { file, render } = WRITERS[format];
    const path = join(directory, file);
    await writeFileAtomic(path, render(run));
    paths.push(path);
  }
  return paths;
}
