/** Reports of a run, made from its run directory alone. */
export { renderHtml } from './html/page.tsx';
export { renderJUnit } from './junit.ts';
export { renderMarkdown } from './markdown.ts';
export { ReportError, readRun } from './run.ts';
export { REPORT_FORMATS, writeReport } from './write.ts';
