/** Reports of runs, made from run directories alone. */
export { indexRuns } from './all-runs.ts';
export { compareDirectories } from './compare.ts';
export { changesText, changeText, hasRegressed } from './facts/comparison.ts';
export { measured } from './facts/format.ts';
export { renderComparison } from './html/comparison.tsx';
export { renderIndex } from './html/index-page.tsx';
export { ReportError } from './run.ts';
export { traceOf } from './trace.ts';
export { REPORT_FORMATS, writeReport } from './write.ts';
