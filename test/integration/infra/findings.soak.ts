import { findings } from './findings/suite.ts';

findings(['dev', 'prod', 'duo'], ['stop', 'ask']);
