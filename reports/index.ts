/** What a run directory tells, as pages and files: nothing here looks anywhere else. */
export { ReportError } from './errors.ts';
export { renderHtml } from './html.tsx';
export { renderJUnit } from './junit.ts';
export { renderMarkdown } from './markdown.ts';
export { readRun, type Run } from './run.ts';
export { REPORT_FORMATS, type ReportFormat, writeReport } from './write.ts';
