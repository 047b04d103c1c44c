/** Checks that hold a store of your own to what the engine relies on. */
export * from '@evenkeel/reconciler/conformance';
