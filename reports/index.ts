/** Reports of a run, made from its run directory alone. */
export { ReportError } from './run.ts';
export { REPORT_FORMATS, writeReport } from './write.ts';
