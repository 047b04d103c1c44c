/** Views, rules, the engine and the hourly handler. */
export * from '@evenkeel/reconciler';
