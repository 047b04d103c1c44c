import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Journal, VerdictName } from '@evenkeel/chaos/schemas';
import writeFileAtomic from 'write-file-atomic';
import { renderAnnotations } from './annotations.ts';
import { chosenStories, TRACES_FILE } from './facts/chosen-stories.ts';
import { compareRuns } from './facts/comparison.ts';
import { renderHtml } from './html/page.tsx';
import { renderTraces } from './html/traces.tsx';
import { renderJUnit } from './junit.ts';
import { renderMarkdown } from './markdown.ts';
import { previousRun } from './previous.ts';
import { readRun, type Run } from './run.ts';
import type { Surroundings } from './surroundings.ts';

/** The formats of the report. `annotations` are commands that mark failures on the page of a GitHub job. */
export const REPORT_FORMATS = ['html', 'md', 'junit', 'annotations'] as const;

type ReportFormat = (typeof REPORT_FORMATS)[number];

type Render = (run: Run, surroundings: Surroundings) => string;

const WRITERS: Record<ReportFormat, { file: string; render: Render }> = {
  html: { file: 'report.html', render: renderHtml },
  md: { file: 'report.md', render: renderMarkdown },
  junit: { file: 'junit.xml', render: renderJUnit },
  annotations: { file: 'annotations.txt', render: renderAnnotations },
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
 * Writes the reports into the run directory. Each compares the run with the one before it, if that is beside it.
 *
 * @returns their paths, in the order of `formats`
 */
export async function writeReport(
  directory: string,
  { formats = REPORT_FORMATS, judgement }: ReportOptions = {},
): Promise<string[]> {
  const run = judgedAgain(await readRun(directory), judgement);
  // A run that was not judged has no checks to compare.
  const before = run.journal.checks.length === 0 ? undefined : await previousRun(directory, run.journal);
  const comparison = before && { ...compareRuns(before.run, run), path: before.path };
  const paths: string[] = [];
  for (const format of formats) {
    const { file, render } = WRITERS[format];
    const path = join(directory, file);
    await writeFileAtomic(path, render(run, { comparison }));
    if (format === 'html') await writeTraces(directory, run);
    paths.push(path);
  }
  return paths;
}

/** The page of the traces for which the report has no room; an older one is removed if it has room for all. */
async function writeTraces(directory: string, run: Run): Promise<void> {
  const path = join(directory, TRACES_FILE);
  const stories = chosenStories(run);
  if (stories.beside.length === 0) await rm(path, { force: true });
  else await writeFileAtomic(path, renderTraces(run, stories));
}
