export { type CsvViewOptions, csvView, type NdjsonViewOptions, ndjsonView } from './view.ts';
