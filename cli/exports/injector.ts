/** Faults around a handler, and nothing else. */
export * from '@evenkeel/chaos/injector';
