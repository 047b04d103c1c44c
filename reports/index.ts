/** What a run directory tells, as pages and files: nothing here looks anywhere else. */
export { ReportError } from './errors.ts';
export { renderHtml } from './html.tsx';
export { renderJUnit } from './junit.ts';
export { renderMarkdown } from './markdown.ts';
export { readRun } from './run.ts';
export { REPORT_FORMATS, writeReport } from './write.ts';
