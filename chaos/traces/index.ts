/** Traces of sagas: how they are read, which are kept, and what they say together. */
export { type SentSpan, spansIn } from './otlp.ts';
export { isNotable, keptTraces } from './sample.ts';
export { ServiceMap } from './service-map.ts';
