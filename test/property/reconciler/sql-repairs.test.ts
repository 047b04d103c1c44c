import { sqlRepairs } from './sql-repairs/suite.ts';

sqlRepairs(300, 60_000);
