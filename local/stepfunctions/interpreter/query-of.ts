import type { QueryLanguage } from '../language/states.ts';
import { jsonPathQuery } from './json-path-query.ts';
import { jsonataQuery } from './jsonata-query.ts';
import type { Visit } from './ports.ts';
import type { DataFlow, Query } from './query.ts';

export const queryOf = (visit: Visit, language: QueryLanguage, { InputPath }: Pick<DataFlow, 'InputPath'>): Query =>
  language === 'JSONata' ? jsonataQuery(visit) : jsonPathQuery(visit, InputPath);
