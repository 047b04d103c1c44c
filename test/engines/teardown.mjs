// Jest's hook after a run.
export default () => globalThis.enginePool.close();
