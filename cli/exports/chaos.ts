/** Faults around your handlers, experiments, checkers and verdicts. */
export * from '@evenkeel/chaos';
