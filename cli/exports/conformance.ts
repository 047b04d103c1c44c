/** Checks that a store of your own does what the engine relies on. */
export * from '@evenkeel/reconciler/conformance';
