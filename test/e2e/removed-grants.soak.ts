/** Every action that the roles of the reference system use, taken away one after the other. */
import { removedGrantsSuite } from './removed-grants.ts';

removedGrantsSuite((used) => used, 3_600_000);
