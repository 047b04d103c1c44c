import { findings } from './findings/suite.ts';

/** The stage that keeps data; the soak suite checks the others, and both pipelines. */
findings(['prod'], ['ask']);
